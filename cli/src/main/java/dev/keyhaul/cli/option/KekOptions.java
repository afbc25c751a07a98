package dev.keyhaul.cli.option;

import dev.keyhaul.ceremony.RecordDraft;
import dev.keyhaul.ceremony.kek.KekFile;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.kind.Kinds;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Heading;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Settable;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.cli.row.Trait.Reads;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.BareWrappingKey;
import dev.keyhaul.core.byok.HsmAttestation;
import dev.keyhaul.core.byok.KekCandidate;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.workflow.record.RecordFacts;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.util.Optional;

/** Which KEK is used, what authenticates it, and the vault that it must be in. */
public record KekOptions(Given given) {
    private static final Path NONE = Path.of("");

    public static final Opt.Sure<Path> KEK =
            Opt.path(
                            "--kek FILE",
                            "the KEK: the record of 'kek download', the JSON of 'az keyvault key show', or PEM or DER with --kid",
                            new Reads(".sig"))
                    .orElse(NONE);

    static final Opt<KeyIdentifier> KID =
            Opt.of(
                    "--kid URL",
                    Kinds.keyId(),
                    "the KEK's identifier with version, if the file does not have it",
                    Not.PROVES);

    public static final Opt<VaultHost> VAULT =
            Opt.of(
                    "--vault URL",
                    Kinds.vault(),
                    "the vault that the key goes to: the KEK must be in it (not needed for the"
                            + " local vault)",
                    Settable.VAULT);

    public static final Rows ROWS =
            Rows.of(KekOptions.class, Heading.KEK)
                    .and(KEK, KID)
                    .and(KekProvenanceOptions.ROWS)
                    .and(VAULT);

    /** Checks that the KEK has a file. */
    public void requireFile() {
        if (given.get(KEK).equals(NONE)) {
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
        if (!given.get(KEK).equals(NONE) || given.has(KID) || given.has(VAULT)) {
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
        return noted(
                new KekProvenanceOptions(given).authenticate(kek, name, answer, approved),
                answer,
                record);
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
        try (KekFile read = KekFile.read(given.get(KEK))) {
            KekCandidate found = read.candidate(given.get(KID), Clock.systemUTC().instant());
            requireDestination(found);
            KekProvenanceOptions provenance = new KekProvenanceOptions(given);
            Optional<HsmAttestation> attestation =
                    provenance.needsAttestation() ? read.attestation() : Optional.empty();
            KeyExchangeKey kek =
                    provenance.authenticate(found, name(), read, attestation, approved);
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
        VaultHost vault = given.get(VAULT);
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
        if (given.has(KID) || given.has(VAULT)) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "--kid and --vault can only be used with format azure",
                    "leave them out, or leave --format out");
        }
        try (KekFile read = KekFile.read(given.get(KEK))) {
            return noted(
                    new KekProvenanceOptions(given)
                            .authenticate(read.bareKey(), name(), null, approved),
                    read,
                    record);
        }
    }

    private String name() {
        return "the KEK in " + given.get(KEK);
    }

    /** The file; an empty path if it is not given. */
    public Path file() {
        return given.get(KEK);
    }
}
