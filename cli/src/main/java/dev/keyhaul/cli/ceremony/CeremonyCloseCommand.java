package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.Person;
import dev.keyhaul.ceremony.RecordFolder;
import dev.keyhaul.ceremony.StoredRecord;
import dev.keyhaul.ceremony.approval.PendingRequests;
import dev.keyhaul.ceremony.report.ClosingReport;
import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.console.Version;
import dev.keyhaul.cli.evidence.HarmlessOptions;
import dev.keyhaul.cli.evidence.OpenedEvidenceKey;
import dev.keyhaul.cli.evidence.PlanOptions;
import dev.keyhaul.cli.evidence.SigningOptions;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Closes this host's records. */
public final class CeremonyCloseCommand extends ReportingCommand {
    private static final Headline HEADLINE =
            Headline.of("closing_record", "host", "records", "record", "signed_by")
                    .always("other_hosts", "unused_requests");

    @Parameters(paramLabel = "DIR", description = "the folder that --record named")
    private Path folder = Path.of("");

    @Option(
            names = "--person",
            paramLabel = "ROLE=NAME",
            description = "who takes part, such as 'operator=Ada Bell'; may be repeated")
    private List<Person> people = new ArrayList<>();

    @Mixin private PlanOptions plan = new PlanOptions();

    @Mixin private SigningOptions signing = new SigningOptions();

    @Mixin private AccessOptions access = new AccessOptions();

    @Override
    protected void run(Console console) throws KeyTransferException {
        if (!signing.isNamed()) {
            throw new UsageException(
                    Reason.EVIDENCE_KEY_MISSING,
                    "a closing record must be signed, but no evidence key was given",
                    "give it with --sign-with SOURCE");
        }
        if (people.isEmpty()) {
            throw new UsageException(
                    Reason.OPTION_MISSING,
                    "a closing record names people, but no --person was given",
                    "say who takes part: --person 'operator=Ada Bell'; repeat it for each");
        }
        plan.note(console);
        RecordFolder.open(folder);
        var closingRecord =
                dev.keyhaul.workflow.record.Recording.begin(
                        folder, "ceremony close", HarmlessOptions.coveredOf(this), people);
        try (OpenedEvidenceKey evidence = signing.open(List.of(), access, console)) {
            StoredRecord closing =
                    closingRecord.close(
                            console.record(),
                            Version.generator(),
                            PendingRequests.ofUser(),
                            evidence.signer().orElseThrow());
            console.report(ClosingReport.of(folder, closing), HEADLINE);
        }
        console.note(
                "write closing_record on paper: given to 'ceremony report --verify-only --expect-head', it shows whether"
                        + " a record was removed");
    }
}
