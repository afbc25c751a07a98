package dev.keyhaul.cli.report;

import dev.keyhaul.ceremony.RecordFolder;
import dev.keyhaul.ceremony.RecordVerification;
import dev.keyhaul.ceremony.RecordedFiles;
import dev.keyhaul.ceremony.RecordsVerdict;
import dev.keyhaul.ceremony.SignedReport;
import dev.keyhaul.ceremony.report.VerificationReport;
import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.token.TokenProbeCommand;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.evidence.TrustedSigner;
import dev.keyhaul.terminal.Headline;
import dev.keyhaul.terminal.UsageException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks records. */
public final class ReportVerifyCommand extends ReportingCommand {
    private static final Headline HEADLINE =
            Headline.of("records", "authenticity", "checked", "heads")
                    .always("not_checked", "open_points", "failed");

    private static final String NAME_THE_KEY =
            "give --signed-by with the evidence key's public half, from elsewhere";

    @Mixin private RecordsOption records = new RecordsOption();

    @Option(
            names = "--files",
            paramLabel = "D",
            description =
                    "where the recorded files are now, by their names (default: where they were)")
    private @Nullable Path files;

    @Option(
            names = "--allow-missing",
            description = "a recorded file may be gone: blobs are destroyed after a ceremony")
    private boolean allowMissing;

    @Override
    protected void run(Console console) throws KeyTransferException {
        Optional<Path> report = records.report();
        if (report.isPresent()) {
            verifyReport(report.get(), console);
        } else {
            verifyRecords(console);
        }
    }

    /** What {@code token probe --report} wrote. */
    private void verifyReport(Path file, Console console) throws KeyTransferException {
        if (files != null || allowMissing || !records.heads().isEmpty()) {
            throw new UsageException(
                    "--files, --allow-missing and --expect-head are for a folder of records",
                    "leave them out for a report in one file");
        }
        SignedReport report = SignedReport.read(file, TokenProbeCommand.KIND);
        List<TrustedSigner> trusted = records.trusted();
        report.requireSigned(trusted);
        console.report(
                VerificationReport.of(file, TokenProbeCommand.KIND, report, !trusted.isEmpty()));
        if (trusted.isEmpty()) {
            console.note(NAME_THE_KEY);
        }
    }

    private void verifyRecords(Console console) throws KeyTransferException {
        RecordFolder folder = records.open();
        boolean trusts = !records.trusted().isEmpty();
        RecordVerification found =
                RecordVerification.of(
                        folder,
                        records.trusted(),
                        records.heads(),
                        new RecordedFiles(folder.path(), files, allowMissing));
        exitWith(RecordsVerdict.of(found).holds() ? ExitCode.DONE : ExitCode.CHECK_FAILED);
        console.report(VerificationReport.of(found), HEADLINE);
        if (found.records().isEmpty()) {
            console.warn("there are no records in " + folder.path());
        } else if (!trusts) {
            console.note(NAME_THE_KEY);
        }
    }
}
