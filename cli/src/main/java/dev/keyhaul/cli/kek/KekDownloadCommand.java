package dev.keyhaul.cli.kek;

import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.SignedReport;
import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.evidence.ApprovalOptions;
import dev.keyhaul.cli.evidence.OpenedEvidenceKey;
import dev.keyhaul.cli.evidence.SigningOptions;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.OverwriteOption;
import dev.keyhaul.cli.option.TokenNames;
import dev.keyhaul.cli.option.VaultOptions;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Not;
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

/** Downloads a KEK's record. */
public record KekDownloadCommand(Given given) implements Command {
    private static final Headline HEADLINE =
            Headline.of("file", "kid", "fingerprint", "key_ops", "download.at");

    public static final Opt.Sure<Path> OUT = Opt.output("-o --out F.json", "the record").required();

    public static final Opt<String> CEREMONY =
            Opt.text(
                    "--ceremony NAME",
                    "sign the record for this ceremony with the evidence key of --sign-with; the signature is written to F.json.sig",
                    Not.PROVES);

    public static final Rows ROWS =
            Rows.of(KekDownloadCommand.class)
                    .and(ApprovalOptions.ROWS, AccessOptions.ROWS, VaultOptions.ROWS)
                    .and(OUT, CEREMONY)
                    .and(OverwriteOption.ROWS);

    @Override
    public void run(Call call) throws KeyTransferException {
        Console console = call.console();
        Path out = given.get(OUT);
        Path beside = SignedReport.signatureOf(out);
        OverwriteOption outputs = new OverwriteOption(given);
        OutputFile file = outputs.at(out, console);
        OutputFile signature = outputs.at(beside, console);
        try (OpenedEvidenceKey signer = openSigner(console)) {
            KekRecord record = download(console);
            if (signer.signer().isPresent()) {
                new KekRemarks(record, Clock.systemUTC().instant()).requireAzuresTls();
            }
            call.approve(
                    ApprovalSubject.to("kek download")
                            .with("kek", Fingerprint.of(record.publicKey()))
                            .with("kek_is", record.kid())
                            .with("signed_for", given.find(CEREMONY).orElse("not signed")),
                    WorkKeys.kek(record.publicKey()));
            byte[] content = record.toUtf8();
            if (signer.signer().isPresent()) {
                // First, so that no record is there that lacks its signature.
                byte[] signed = signer.signer().get().sign(content);
                signature.write(signed);
                console.record().written("signature", beside, signed);
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
                    "A second person must read this fingerprint on another machine, and compare: 'byok create' asks for it:",
                    Fingerprint.of(record.publicKey()).rows());
        }
    }

    private OpenedEvidenceKey openSigner(Console console) throws KeyTransferException {
        SigningOptions signing = new SigningOptions(given);
        if (given.get(CEREMONY) == null) {
            return OpenedEvidenceKey.none();
        }
        if (!signing.isNamed()) {
            throw new UsageException(
                    Reason.EVIDENCE_KEY_MISSING,
                    "--ceremony can only be used with --sign-with",
                    "give the evidence key: --sign-with SOURCE");
        }
        return signing.open(List.of(), access(), console);
    }

    private KekRecord download(Console console) throws KeyTransferException {
        VaultOptions vault = new VaultOptions(given);
        KekRecord record = vault.connect(console).downloadKek(vault.name());
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
        String ceremony = given.get(CEREMONY);
        return ceremony == null
                ? record
                : record.forCeremony(TokenNames.newLabel(CEREMONY.name(), ceremony));
    }
}
