package dev.keyhaul.cli.option;

import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.RecordDraft;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.BareWrappingKey;
import dev.keyhaul.core.byok.HsmAttestation;
import dev.keyhaul.core.byok.KekCandidate;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.reports.record.RecordFacts;
import dev.keyhaul.terminal.UsageException;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which KEK is used, what authenticates it, and the vault that it must be in. */
public final class KekOptions {
    private static final int MAX_FILE_BYTES = 1024 * 1024;
    private static final Path NONE = Path.of("");

    /** The file; an empty path if it is not given. */
    @Option(
            names = "--kek",
            paramLabel = "FILE",
            description =
                    "the record of 'kek download', the JSON of 'az keyvault key show', or PEM or"
                            + " DER with --kid")
    public Path file = NONE;

    @Option(
            names = "--kid",
            paramLabel = "URL",
            description = "the KEK's identifier with version, if the file does not have it")
    private @Nullable KeyIdentifier kid;

    @Mixin private KekProvenanceOptions provenance = new KekProvenanceOptions();

    @Option(
            names = "--vault",
            paramLabel = "URL",
            description =
                    "the vault that the key goes to: the KEK must be in it (not needed for the"
                            + " local vault)")
    private @Nullable VaultHost vault;

    /** Checks that the KEK has a file. */
    public void requireFile() {
        if (file.equals(NONE)) {
            throw new UsageException(
                    "missing required option: '--kek=FILE'", "'keyhaul byok create --help'");
        }
    }

    /**
     * Checks that a cloud's answer takes the place of the KEK's file.
     *
     * @param option that names the answer
     */
    public void requireNone(String option) {
        if (!file.equals(NONE) || kid != null || vault != null) {
            throw new UsageException(
                    "--kek, --kid and --vault cannot be combined with " + option,
                    "the wrapping key and its place are in the cloud's answer: leave them out");
        }
    }

    /**
     * Returns the wrapping key of a cloud's answer, authenticated.
     *
     * @param kek the wrapping key, as read from the content
     * @param answer the file
     * @param content its bytes
     * @param approved whether an approval of this very KEK is required before it is used
     * @param record notes it
     * @throws KeyTransferException when it is against the rules, or not authenticated
     */
    public BareWrappingKey ofAnswer(
            RSAPublicKey kek, Path answer, byte[] content, boolean approved, RecordDraft record)
            throws KeyTransferException {
        BareWrappingKey authenticated = provenance.authenticate(kek, answer, content, approved);
        record.read(KeyFact.KEK, answer, content);
        RecordFacts.kek(record, authenticated, answer);
        return authenticated;
    }

    /**
     * Reads the KEK and shows its warnings.
     *
     * @param approved whether an approval of this very KEK is required before it is used
     * @throws KeyTransferException when it is malformed, against the rules, or not authenticated
     */
    public KeyExchangeKey read(boolean approved, Console console) throws KeyTransferException {
        byte[] bytes = InputFile.read(file, MAX_FILE_BYTES);
        try {
            KekCandidate found =
                    InputFile.parsed(
                            file,
                            bytes,
                            content ->
                                    KekCandidate.read(content, kid, Clock.systemUTC().instant()));
            requireDestination(found);
            KeyExchangeKey kek = provenance.authenticate(found(found, bytes), approved);
            kek.warnings().forEach(console::warn);
            console.record().read(KeyFact.KEK, file, bytes);
            RecordFacts.kek(console.record(), kek);
            return kek;
        } finally {
            // It may be a private key after all.
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private KekProvenanceOptions.Found found(KekCandidate kek, byte[] bytes)
            throws KeyTransferException {
        return new KekProvenanceOptions.Found(
                kek, name(), Optional.of(file), bytes, attestation(bytes));
    }

    /** A PEM has none, and most records have none. */
    private Optional<HsmAttestation> attestation(byte[] bytes) throws KeyTransferException {
        return provenance.needsAttestation() && KekRecord.looksLikeJson(bytes)
                ? HsmAttestation.find(bytes)
                : Optional.empty();
    }

    /**
     * The operator names the vault: a genuine KEK of another one lets its people import the key.
     */
    private void requireDestination(KekCandidate kek) throws RefusedException {
        if (vault != null) {
            kek.requireIn(vault);
        } else if (!kek.kid().vault().isRehearsal()) {
            throw new UsageException(
                    "--vault is missing: it names the vault that the key goes to",
                    "give --vault https://NAME.vault.azure.net; the KEK's file cannot decide it");
        }
    }

    /**
     * Reads a KEK without identifier, for formats other than Azure's.
     *
     * @param approved whether an approval of this very KEK is required before it is used
     * @param record notes it
     * @throws KeyTransferException when it is malformed, against the rules, or not authenticated
     */
    public BareWrappingKey readBare(boolean approved, RecordDraft record)
            throws KeyTransferException {
        if (kid != null || vault != null) {
            throw new UsageException(
                    "--kid and --vault belong to format azure",
                    "leave them out, or leave --format out");
        }
        byte[] bytes = InputFile.read(file, MAX_FILE_BYTES);
        try {
            BareWrappingKey kek =
                    provenance.authenticate(
                            InputFile.parsed(file, bytes, PublicKeyEncoding::parse),
                            name(),
                            approved);
            record.read(KeyFact.KEK, file, bytes);
            RecordFacts.kek(record, kek, file);
            return kek;
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private String name() {
        return "the KEK in " + file;
    }
}
