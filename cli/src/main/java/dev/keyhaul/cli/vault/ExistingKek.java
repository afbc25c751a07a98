package dev.keyhaul.cli.vault;

import dev.keyhaul.ceremony.kek.KekFile;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.option.KekProvenanceOptions;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Heading;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.cli.row.Trait.Reads;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.byok.KekCandidate;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.KeyExchangeKey;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** A KEK that is in the vault already: it may be a planted one, whatever TLS shows. */
record ExistingKek(Given given) {

    static final Opt<String> KEK_NAME =
            Opt.text(
                    "--kek-name K",
                    "an existing KEK in the vault; also give what authenticates it");

    static final Opt<Path> KEK_RECORD =
            Opt.path(
                    "--kek-record FILE",
                    "with --kek-signed-by: the signed record of this KEK",
                    new Reads(".sig"),
                    Not.PROVES);

    public static final Rows ROWS =
            Rows.of(ExistingKek.class, Heading.KEK)
                    .and(KEK_NAME, KEK_RECORD)
                    .and(KekProvenanceOptions.ROWS);

    /** Returns its name, if the command uses one. */
    Optional<String> name() {
        return given.find(KEK_NAME);
    }

    /** Checks that the options say one thing. */
    void check() throws UsageException {
        KekProvenanceOptions provenance = new KekProvenanceOptions(given);
        boolean hasRecord = given.has(KEK_RECORD);
        if (!given.has(KEK_NAME) && (provenance.isGiven() || hasRecord)) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "options that authenticate a KEK need --kek-name: a KEK that this command creates needs no authentication",
                    "give --kek-name, or leave them out");
        }
        if (provenance.needsSignedRecord() != hasRecord) {
            throw new UsageException(
                    Reason.OPTION_MISSING,
                    "--kek-record and --kek-signed-by must be given together",
                    "give the record that 'keyhaul kek download' wrote, and the key that signed it");
        }
    }

    /**
     * Returns the KEK if what was given authenticates it.
     *
     * @param approved whether an approval of this very KEK is required before it is used
     */
    KeyExchangeKey authenticate(KekRecord inVault, boolean approved) throws KeyTransferException {
        KekCandidate kek = KekCandidate.of(inVault, Clock.systemUTC().instant());
        Path file = given.get(KEK_RECORD);
        try (KekFile record = file == null ? null : KekFile.read(file)) {
            return new KekProvenanceOptions(given)
                    .authenticate(
                            kek,
                            "the KEK " + kek.kid(),
                            record,
                            inVault.download().flatMap(KekRecord.Download::attestation),
                            approved);
        }
    }
}
