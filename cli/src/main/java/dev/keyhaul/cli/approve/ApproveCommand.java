package dev.keyhaul.cli.approve;

import dev.keyhaul.ceremony.ApprovalRequest;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.approval.ApprovalFolder;
import dev.keyhaul.ceremony.report.RequestReport;
import dev.keyhaul.cli.command.RecordedKeyCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Terminal;
import dev.keyhaul.cli.evidence.OpenedEvidenceKey;
import dev.keyhaul.cli.option.KeySourceOption;
import dev.keyhaul.cli.source.OpenedSource;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.evidence.EvidenceSigner;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Approves one run of a command. */
public final class ApproveCommand extends RecordedKeyCommand {
    @Parameters(paramLabel = "REQUEST", description = "the request's file")
    private Path file = Path.of("");

    @Mixin private KeySourceOption key = new KeySourceOption();

    @Option(names = "--yes", description = "do not ask for confirmation: you have read the request")
    private boolean yes;

    @Override
    protected void run(Console console) throws KeyTransferException {
        ApprovalRequest request = ApprovalFolder.read(file);
        console.record().read("approval request", file, request.toFile());
        try (OpenedEvidenceKey approver =
                OpenedEvidenceKey.of(OpenedSource.of(key.source, access, console))) {
            EvidenceSigner signer = approver.signer().orElseThrow();
            Fingerprint mine = Fingerprint.of(signer.publicKey());
            evidence.requireClock();
            Instant now = Clock.systemUTC().instant();
            request.requireApprover(mine, now);
            console.report(RequestReport.of(request, "keyhaul"));
            requireYes();
            Path approval = ApprovalFolder.approve(file, request, signer, now);
            console.record().key(KeyFact.of(KeyFact.APPROVER, mine, key.source.text(), ""));
            console.note("approved: " + approval);
        }
    }

    private void requireYes() throws RefusedException {
        if (!yes
                && Terminal.ask("Do you approve exactly this, for one run? (yes/no) ")
                        .filter("yes"::equals)
                        .isEmpty()) {
            throw new RefusedException(
                    Reason.NOT_CONFIRMED,
                    "nothing was approved: the answer was not 'yes'",
                    "answer 'yes' at a terminal, or give --yes once you have read the request");
        }
    }
}
