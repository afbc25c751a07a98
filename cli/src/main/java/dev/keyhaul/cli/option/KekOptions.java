package dev.keyhaul.cli.option;

import dev.keyhaul.ceremony.RecordDraft;
import dev.keyhaul.ceremony.kek.KekFile;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.BareWrappingKey;
import dev.keyhaul.core.byok.KekCandidate;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.workflow.record.RecordFacts;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which KEK is used, what authenticates it, and the vault that it must be in. */
public final class KekOptions {
    private static final Path NONE = Path.of("");

    /** The file; an empty path if it is not given. */
    @Option(
            names = "--kek",
            paramLabel = "FILE",
            description =
                    "the KEK: the record of 'kek download', the JSON of 'az keyvault key show', or PEM or DER with --kid")
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
                    Reason.OPTION_MISSING,
                    "missing required option: '--kek=FILE'",
                    "'keyhaul byok create --help' has examples");
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
                    Reason.OPTIONS_CONFLICT,
                    "--kek, --kid and --vault cannot be used with " + option,
                    "leave them out: the wrapping key and its place are in the cloud's file");
        }
    }

    /**
     * Returns the wrapping key of a cloud's answer, authenticated.
     *
     * @param kek the wrapping key, as read from the answer
     * @param approved whether an approval of this very KEK is required before it is used
     * @param record notes it
     * @throws KeyTransferException when it is against the rules, or not authenticated
     */
    public BareWrappingKey ofAnswer(
            RSAPublicKey kek, KekFile answer, boolean approved, RecordDraft record)
            throws KeyTransferException {
        String name = "the wrapping key in " + answer.path();
        return noted(provenance.authenticate(kek, name, answer, approved), answer, record);
    }

    private static BareWrappingKey noted(BareWrappingKey kek, KekFile read, RecordDraft record) {
        read.note(record);
        RecordFacts.kek(record, kek, read.path());
        return kek;
    }

    /**
     * Reads the KEK and shows its warnings.
     *
     * @param approved whether an approval of this very KEK is required before it is used
     * @throws KeyTransferException when it is malformed, against the rules, or not authenticated
     */
    public KeyExchangeKey read(boolean approved, Console console) throws KeyTransferException {
        try (KekFile read = KekFile.read(file)) {
            KekCandidate found = read.candidate(kid, Clock.systemUTC().instant());
            requireDestination(found);
            KeyExchangeKey kek =
                    provenance.authenticate(
                            found,
                            name(),
                            read,
                            provenance.needsAttestation() ? read.attestation() : Optional.empty(),
                            approved);
            kek.warnings().forEach(console::warn);
            read.note(console.record());
            RecordFacts.kek(console.record(), kek);
            return kek;
        }
    }

    /**
     * The operator names the vault: a genuine KEK of another one lets its people import the key.
     */
    private void requireDestination(KekCandidate kek) throws RefusedException {
        if (vault != null) {
            kek.requireIn(vault);
        } else if (!kek.kid().vault().isRehearsal()) {
            throw new UsageException(
                    Reason.VAULT_MISSING,
                    "--vault is missing: the vault that receives the key",
                    "give --vault https://NAME.vault.azure.net; the KEK's file cannot determine it");
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
                    Reason.OPTIONS_CONFLICT,
                    "--kid and --vault can only be used with format azure",
                    "leave them out, or leave --format out");
        }
        try (KekFile read = KekFile.read(file)) {
            return noted(
                    provenance.authenticate(read.bareKey(), name(), null, approved), read, record);
        }
    }

    private String name() {
        return "the KEK in " + file;
    }
}
