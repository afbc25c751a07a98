package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.RecordFolder;
import dev.keyhaul.ceremony.RecordVerification;
import dev.keyhaul.ceremony.RecordedFiles;
import dev.keyhaul.ceremony.RecordsVerdict;
import dev.keyhaul.ceremony.SignedReport;
import dev.keyhaul.ceremony.report.VerificationReport;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.token.TokenProbeCommand;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.evidence.TrustedSigner;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Checks records without writing a page of them. */
public final class RecordsCheck {
    private static final Headline HEADLINE =
            Headline.of("records", "authenticity", "checked", "heads")
                    .always("not_checked", "open_points", "failed");

    private static final String NAME_THE_KEY =
            "give --signed-by with the evidence key's public half, from elsewhere";

    @Option(
            names = "--verify-only",
            description =
                    "write no page: compare the recorded files too, and print what was checked")
    private boolean verifyOnly;

    @Option(
            names = "--files",
            paramLabel = "D",
            description =
                    "with --verify-only: where the recorded files are now, by their names (default:"
                            + " where they were)")
    private @Nullable Path files;

    @Option(
            names = "--allow-missing",
            description =
                    "with --verify-only: a recorded file may be gone, as blobs are after a ceremony")
    private boolean allowMissing;

    boolean isAsked() {
        return verifyOnly;
    }

    /** Refuses options that would have no effect. */
    void requireForPage(boolean json) {
        if (files != null || allowMissing || json) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    (files != null ? "--files" : allowMissing ? "--allow-missing" : "--json")
                            + " can only be used with --verify-only",
                    "give --verify-only as well, or leave it out");
        }
    }

    /** Returns the exit code. */
    int run(RecordsOption records, Console console) throws KeyTransferException {
        Optional<Path> report = records.report();
        return report.isPresent()
                ? verifyReport(report.get(), records, console)
                : verifyRecords(records, console);
    }

    /** What {@code token probe --report} wrote. */
    private int verifyReport(Path file, RecordsOption records, Console console)
            throws KeyTransferException {
        if (files != null || allowMissing || !records.heads().isEmpty()) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "--files, --allow-missing and --expect-head can only be used with a folder",
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
        return ExitCode.DONE;
    }

    private int verifyRecords(RecordsOption records, Console console) throws KeyTransferException {
        RecordFolder folder = records.open();
        boolean trusts = !records.trusted().isEmpty();
        RecordVerification found =
                records.verification(new RecordedFiles(folder.path(), files, allowMissing));
        console.report(VerificationReport.of(found, records.openPoints(found)), HEADLINE);
        if (found.records().isEmpty()) {
            console.warn("there are no records in " + folder.path());
        } else if (!trusts) {
            console.note(NAME_THE_KEY);
        }
        return RecordsVerdict.of(found).holds() ? ExitCode.DONE : ExitCode.CHECK_FAILED;
    }
}
