package dev.keyhaul.cli.vault;

import dev.keyhaul.ceremony.kek.KekFile;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.option.KekProvenanceOptions;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.byok.KekCandidate;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.KeyExchangeKey;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A KEK that is in the vault already: it may be a planted one, whatever TLS shows. */
final class ExistingKek {
    @Option(
            names = "--kek-name",
            paramLabel = "K",
            description = "an existing KEK in the vault; also give what authenticates it")
    private @Nullable String name;

    @Option(
            names = "--kek-record",
            paramLabel = "FILE",
            description = "with --kek-signed-by: the signed record of this KEK")
    private @Nullable Path recordFile;

    @Mixin private KekProvenanceOptions provenance = new KekProvenanceOptions();

    /** Returns its name, if the command uses one. */
    Optional<String> name() {
        return Optional.ofNullable(name);
    }

    /** Checks that the options say one thing. */
    void check() throws UsageException {
        if (name == null && (provenance.isGiven() || recordFile != null)) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "options that authenticate a KEK need --kek-name: a KEK that this command creates needs no authentication",
                    "give --kek-name, or leave them out");
        }
        if (provenance.needsSignedRecord() != (recordFile != null)) {
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
        try (KekFile record = recordFile == null ? null : KekFile.read(recordFile)) {
            return provenance.authenticate(
                    kek,
                    "the KEK " + kek.kid(),
                    record,
                    inVault.download().flatMap(KekRecord.Download::attestation),
                    approved);
        }
    }
}
