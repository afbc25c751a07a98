package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.RecordFolder;
import dev.keyhaul.ceremony.StoredRecord;
import dev.keyhaul.ceremony.approval.PendingRequests;
import dev.keyhaul.ceremony.report.ClosingReport;
import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.console.Version;
import dev.keyhaul.cli.evidence.OpenedEvidenceKey;
import dev.keyhaul.cli.evidence.PlanOptions;
import dev.keyhaul.cli.evidence.RecordOptions;
import dev.keyhaul.cli.evidence.SigningOptions;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.JsonOption;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.InFolder;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import java.nio.file.Path;
import java.util.List;

/** Closes this host's records. */
public record CeremonyCloseCommand(Given given) implements Command {
    private static final Headline HEADLINE =
            Headline.of("closing_record", "host", "records", "record", "signed_by")
                    .always("other_hosts", "unused_requests");

    public static final Opt.Sure<Path> FOLDER =
            Opt.positional(
                            "DIR",
                            Kind.PATH,
                            "the folder that --record named",
                            new InFolder(".record.json", ".record.sig"))
                    .required();

    public static final Rows ROWS =
            Rows.of(CeremonyCloseCommand.class)
                    .reporting(ClosingReport.class)
                    .and(JsonOption.ROWS)
                    .and(FOLDER, RecordOptions.PERSON)
                    .and(PlanOptions.ROWS, SigningOptions.ROWS, AccessOptions.ROWS);

    @Override
    public void run(Call call) throws KeyTransferException {
        Console console = call.console();
        if (!new SigningOptions(given).isNamed()) {
            throw new UsageException(
                    Reason.EVIDENCE_KEY_MISSING,
                    "a closing record must be signed, but no evidence key was given",
                    "give it with --sign-with SOURCE");
        }
        if (given.get(RecordOptions.PERSON).isEmpty()) {
            throw new UsageException(
                    Reason.OPTION_MISSING,
                    "a closing record names people, but no --person was given",
                    "say who takes part: --person 'operator=Ada Bell'; repeat it for each");
        }
        new PlanOptions(given).note(console);
        RecordFolder.open(given.get(FOLDER));
        var closingRecord =
                dev.keyhaul.workflow.record.Recording.begin(
                        given.get(FOLDER),
                        "ceremony close",
                        call.inEffect(),
                        given.get(RecordOptions.PERSON));
        try (OpenedEvidenceKey evidence =
                new SigningOptions(given).open(List.of(), new AccessOptions(given), console)) {
            StoredRecord closing =
                    closingRecord.close(
                            console.record(),
                            Version.generator(),
                            PendingRequests.ofUser(),
                            evidence.signer().orElseThrow());
            console.report(ClosingReport.of(given.get(FOLDER), closing), HEADLINE);
        }
        console.note(
                "write closing_record on paper: given to 'ceremony report --verify-only --expect-head', it shows whether"
                        + " a record was removed");
    }
}
