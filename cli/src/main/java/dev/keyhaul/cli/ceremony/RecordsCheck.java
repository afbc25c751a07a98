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
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.cli.token.TokenProbeCommand;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.evidence.TrustedSigner;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Checks records without writing a page of them. */
public record RecordsCheck(Given given) {
    private static final Headline HEADLINE =
            Headline.of("records", "authenticity", "checked", "heads")
                    .always("not_checked", "open_points", "failed");

    private static final String NAME_THE_KEY =
            "give --signed-by with the evidence key's public half, from elsewhere";

    static final Opt.Sure<Boolean> VERIFY_ONLY =
            Opt.flag(
                    "--verify-only",
                    "write no page: compare the recorded files too, and print what was checked");

    static final Opt<Path> FILES =
            Opt.input(
                    "--files D",
                    "with --verify-only: where the recorded files are now, by their names (default:"
                            + " where they were)");

    static final Opt.Sure<Boolean> ALLOW_MISSING =
            Opt.flag(
                    "--allow-missing",
                    "with --verify-only: a recorded file may be gone, as blobs are after a ceremony",
                    Not.LOOSENS);

    public static final Rows ROWS =
            Rows.of(RecordsCheck.class).and(VERIFY_ONLY, FILES, ALLOW_MISSING);

    boolean isAsked() {
        return given.get(VERIFY_ONLY);
    }

    /** Refuses options that would have no effect. */
    void requireForPage(boolean json) {
        if (given.get(FILES) != null || given.get(ALLOW_MISSING) || json) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    (given.get(FILES) != null
                                    ? FILES.name()
                                    : given.get(ALLOW_MISSING) ? ALLOW_MISSING.name() : "--json")
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
        if (given.get(FILES) != null || given.get(ALLOW_MISSING) || !records.heads().isEmpty()) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "--files, --allow-missing and --expect-head can only be used with a folder",
                    "leave them out for a report in one file");
        }
        SignedReport report = SignedReport.read(file, TokenProbeCommand.KIND);
        List<TrustedSigner> trusted = records.trusted();
        report.requireSigned(trusted);
        console.report(
                VerificationReport.OfFile.of(
                        file, TokenProbeCommand.KIND, report, !trusted.isEmpty()));
        if (trusted.isEmpty()) {
            console.note(NAME_THE_KEY);
        }
        return ExitCode.DONE;
    }

    /** Says first, before anything else, that records do not hold. */
    static void warn(RecordsVerdict verdict, Console console) {
        verdict.banner()
                .ifPresent(
                        words ->
                                console.warn(
                                        words
                                                + ": these are not the records of a ceremony that"
                                                + " was held; sign no page of them as one"));
    }

    private int verifyRecords(RecordsOption records, Console console) throws KeyTransferException {
        RecordFolder folder = records.open();
        boolean trusts = !records.trusted().isEmpty();
        RecordVerification found =
                records.verification(
                        new RecordedFiles(
                                folder.path(), given.get(FILES), given.get(ALLOW_MISSING)));
        warn(RecordsVerdict.of(found), console);
        console.report(VerificationReport.of(found, records.openPoints(found)), HEADLINE);
        if (found.records().isEmpty()) {
            console.warn("there are no records in " + folder.path());
        } else if (!trusts) {
            console.note(NAME_THE_KEY);
        }
        return RecordsVerdict.of(found).holds() ? ExitCode.DONE : ExitCode.CHECK_FAILED;
    }
}
