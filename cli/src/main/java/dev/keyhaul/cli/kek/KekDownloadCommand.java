package dev.keyhaul.cli.kek;

import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.SignedReport;
import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.cli.command.ApprovedKeyCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.evidence.OpenedEvidenceKey;
import dev.keyhaul.cli.option.OverwriteOption;
import dev.keyhaul.cli.option.TokenNames;
import dev.keyhaul.cli.option.VaultOptions;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.workflow.KekRemarks;
import dev.keyhaul.workflow.record.RecordFacts;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Downloads a KEK's record. */
public final class KekDownloadCommand extends ApprovedKeyCommand {
    private static final Headline HEADLINE =
            Headline.of("file", "kid", "fingerprint", "key_ops", "download.at");

    @Mixin private VaultOptions vault = new VaultOptions();

    @Option(
            names = {"-o", "--out"},
            required = true,
            paramLabel = "F.json",
            description = "the record")
    private Path out = Path.of("");

    @Option(
            names = "--ceremony",
            paramLabel = "NAME",
            description =
                    "sign the record for this ceremony with the evidence key of --sign-with; the signature is written to F.json.sig")
    private @Nullable String ceremony;

    @Mixin private OverwriteOption overwrite = new OverwriteOption();

    @Override
    protected void run(Console console) throws KeyTransferException {
        OutputFile file = overwrite.at(out, console);
        OutputFile signature = overwrite.at(SignedReport.signatureOf(out), console);
        try (OpenedEvidenceKey signer = openSigner(console)) {
            KekRecord record = download(console);
            if (signer.signer().isPresent()) {
                new KekRemarks(record, Clock.systemUTC().instant()).requireAzuresTls();
            }
            approve(
                    ApprovalSubject.to("kek download")
                            .with("kek", Fingerprint.of(record.publicKey()))
                            .with("kek_is", record.kid())
                            .with("signed_for", ceremony == null ? "not signed" : ceremony),
                    WorkKeys.kek(record.publicKey()),
                    console);
            byte[] content = record.toUtf8();
            if (signer.signer().isPresent()) {
                // First, so that no record is there that lacks its signature.
                byte[] signed = signer.signer().get().sign(content);
                signature.write(signed);
                console.record().written("signature", SignedReport.signatureOf(out), signed);
            }
            file.write(content);
            RecordFacts.kek(console.record(), record);
            console.record().written(KeyFact.KEK, out, content);
            console.report(
                    JsonObject.builder()
                            .put("file", out.toString())
                            .putAll(JsonObject.parse(content))
                            .build(),
                    HEADLINE);
            console.note(
                    "'byok create' requires this fingerprint from another machine: let a second person obtain it there and compare:",
                    Fingerprint.of(record.publicKey()).rows());
        }
    }

    private OpenedEvidenceKey openSigner(Console console) throws KeyTransferException {
        if (ceremony == null) {
            return OpenedEvidenceKey.none();
        }
        if (!evidence.signing.isNamed()) {
            throw new UsageException(
                    Reason.EVIDENCE_KEY_MISSING,
                    "--ceremony can only be used with --sign-with",
                    "give the evidence key: --sign-with SOURCE");
        }
        return evidence.signing.open(List.of(), access, console);
    }

    private KekRecord download(Console console) throws KeyTransferException {
        KekRecord record = vault.connect(console).downloadKek(vault.name);
        if (!record.keyOperations().equals(List.of("import"))) {
            throw new RefusedException(
                    Reason.KEK_UNFIT,
                    record.kid()
                            + " is not a KEK: its key_ops are "
                            + record.keyOperations()
                            + ", not [import]");
        }
        if (new KekRemarks(record, Clock.systemUTC().instant()).tell(console)) {
            console.note("'kek verify-attestation' shows what this proves, and what it does not");
        }
        return ceremony == null
                ? record
                : record.forCeremony(TokenNames.newLabel("--ceremony", ceremony));
    }
}
