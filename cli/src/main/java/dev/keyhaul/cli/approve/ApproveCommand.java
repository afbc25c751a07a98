package dev.keyhaul.cli.approve;

import dev.keyhaul.ceremony.ApprovalRequest;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.approval.ApprovalFolder;
import dev.keyhaul.ceremony.report.RequestReport;
import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Terminal;
import dev.keyhaul.cli.evidence.OpenedEvidenceKey;
import dev.keyhaul.cli.evidence.RecordOptions;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.KeySourceOption;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.cli.row.Trait.Reads;
import dev.keyhaul.cli.source.OpenedSource;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.evidence.EvidenceSigner;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.source.TypedSource;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;

/** Approves one run of a command. */
public record ApproveCommand(Given given) implements Command {

    static final Opt.Sure<Path> FILE =
            Opt.positional("REQUEST", Kind.PATH, "the request's file", new Reads()).required();

    static final Opt.Sure<Boolean> YES =
            Opt.flag(
                    "--yes", "do not ask for confirmation: you have read the request", Not.LOOSENS);

    public static final Rows ROWS =
            Rows.of(ApproveCommand.class)
                    .reporting(RequestReport.class)
                    .and(RecordOptions.ROWS, AccessOptions.ROWS)
                    .and(FILE)
                    .and(KeySourceOption.ROWS)
                    .and(YES);

    @Override
    public void run(Call call) throws KeyTransferException {
        Console console = call.console();
        Path file = given.get(FILE);
        TypedSource source = new KeySourceOption(given).source();
        ApprovalRequest request = ApprovalFolder.read(file);
        console.record().read("approval request", file, request.toFile());
        try (OpenedEvidenceKey approver =
                OpenedEvidenceKey.of(OpenedSource.of(source, access(), console))) {
            EvidenceSigner signer = approver.signer().orElseThrow();
            Fingerprint mine = Fingerprint.of(signer.publicKey());
            new RecordOptions(given).requireClock();
            Instant now = Clock.systemUTC().instant();
            request.requireApprover(mine, now);
            console.report(RequestReport.of(request, "keyhaul"));
            requireYes();
            Path approval = ApprovalFolder.approve(file, request, signer, now);
            console.record().key(KeyFact.of(KeyFact.APPROVER, mine, source.text(), ""));
            console.note("approved: " + approval);
        }
    }

    private void requireYes() throws RefusedException {
        if (!given.get(YES)
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
