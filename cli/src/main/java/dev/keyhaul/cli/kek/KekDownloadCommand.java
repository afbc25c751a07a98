package dev.keyhaul.cli.kek;

import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.cli.command.RecordedCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.OverwriteOption;
import dev.keyhaul.cli.option.VaultOptions;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.byok.AttestationCheck;
import dev.keyhaul.core.byok.HsmAttestation;
import dev.keyhaul.core.byok.KekProvenance;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.keyvault.ServerChain;
import dev.keyhaul.rehearsal.RecordFacts;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Downloads a KEK's record. */
public final class KekDownloadCommand extends RecordedCommand {
    @Mixin private VaultOptions vault = new VaultOptions();

    @Option(
            names = {"-o", "--out"},
            required = true,
            paramLabel = "F.json",
            description = "the record")
    private Path out = Path.of("");

    @Mixin private OverwriteOption overwrite = new OverwriteOption();

    @Override
    protected void run(Console console) throws KeyTransferException {
        OutputFile file = overwrite.at(out);
        KekRecord record = vault.connect(console).downloadKek(vault.name);
        if (!record.keyOperations().equals(List.of("import"))) {
            console.warn(
                    "this is no KEK: its key_ops are " + record.keyOperations() + ", not [import]");
        }
        tellChain(record, console);
        showAttestation(record, console);
        byte[] content = record.toUtf8();
        file.write(content);
        RecordFacts.kek(
                console.record(),
                Fingerprint.of(record.publicKey()),
                record.kid(),
                KekProvenance.VaultAnswer.LABEL);
        console.record().written(KeyFact.KEK, out, content);
        console.report(content);
        console.note(
                "'byok create' needs this fingerprint from another machine: let a second person"
                        + " obtain it there and compare: "
                        + Fingerprint.of(record.publicKey()));
    }

    /** A vault attests nothing; a Managed HSM may, and who trusts it should know how far. */
    private static void showAttestation(KekRecord record, Console console) {
        if (!record.kid().vault().isManagedHsm()) {
            return;
        }
        Optional<HsmAttestation> attestation =
                record.download().flatMap(KekRecord.Download::attestation);
        if (attestation.isEmpty()) {
            console.warn(
                    "the Managed HSM gave no attestation of this key: only TLS and the fingerprint"
                            + " that a second person obtains authenticate it");
            return;
        }
        if (record.kid().vault().isRehearsal()) {
            console.note("attestation: a rehearsal's, which proves nothing");
            return;
        }
        try {
            AttestationCheck check =
                    AttestationCheck.verify(
                            attestation.get(),
                            record.kid(),
                            record.publicKey(),
                            Optional.empty(),
                            Clock.systemUTC().instant());
            console.note("attestation: the key was " + check.sentence());
            console.note("'kek attest' shows what that proves, and what it does not");
        } catch (CheckFailedException e) {
            console.warn("the attestation does not verify: " + e.getMessage());
        }
    }

    /** A rehearsal's certificate is its own. */
    private static void tellChain(KekRecord record, Console console)
            throws MalformedInputException {
        if (record.kid().vault().isRehearsal()) {
            return;
        }
        ServerChain chain =
                ServerChain.of(
                        record.download()
                                .map(KekRecord.Download::serverCertificates)
                                .orElse(List.of()));
        chain.issuers()
                .forEach(issuer -> console.note("the server's certificate: issued by " + issuer));
        chain.warnings(System.getenv()).forEach(console::warn);
    }
}
