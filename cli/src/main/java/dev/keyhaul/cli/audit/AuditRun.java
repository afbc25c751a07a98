package dev.keyhaul.cli.audit;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.TerminalBar;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.option.ExpectedKeyOption;
import dev.keyhaul.cli.option.OverwriteOption;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.evidence.TrustedSigner;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.usageaudit.AuditReport;
import dev.keyhaul.usageaudit.AuditSettings;
import dev.keyhaul.usageaudit.ExplainingRecords;
import dev.keyhaul.usageaudit.KnownOperations;
import dev.keyhaul.usageaudit.duckdb.DuckDbAudit;
import dev.keyhaul.usageaudit.duckdb.ExportFormat;
import dev.keyhaul.usageaudit.log.LogFiles;
import dev.keyhaul.usageaudit.page.AuditPage;
import dev.keyhaul.usageaudit.page.AuditTable;
import dev.keyhaul.usageaudit.report.ComparisonReport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One run: reads, compares, writes the files that were asked for, and prints. */
record AuditRun(Given given, Console console) {
    private static final int LEAST_MEMORY_MIB = 64;

    int run() throws KeyTransferException {
        AuditSettings settings = settings();
        DuckDbAudit.Limits limits = limits();
        List<Path> vaultFiles = LogFiles.find(given.get(AuditOptions.VAULT_LOG));
        List<Path> rmsFiles = LogFiles.find(given.get(AuditOptions.RMS_LOG));
        OverwriteOption overwrite = new OverwriteOption(given);
        Optional<OutputFile> html = overwrite.ifNamed(given.get(AuditOptions.HTML), console);
        Optional<OutputFile> csv = overwrite.ifNamed(given.get(AuditOptions.CSV), console);
        Optional<OutputFile> parquet = overwrite.ifNamed(given.get(AuditOptions.PARQUET), console);
        try (DuckDbAudit audit = DuckDbAudit.open(limits)) {
            AuditReport report;
            try (AuditBar bar = AuditBar.on(TerminalBar.isSeen(console), vaultFiles, rmsFiles)) {
                report = audit.report(settings, vaultFiles, rmsFiles, bar, "keyhaul audit");
            }
            export(audit, csv, ExportFormat.CSV);
            export(audit, parquet, ExportFormat.PARQUET);
            if (html.isPresent()) {
                html.get().write(AuditPage.of(report).getBytes(StandardCharsets.UTF_8));
                console.note("the page is " + html.get().path());
            }
            print(report);
            return report.isFailed(given.get(AuditOptions.STRICT))
                    ? ExitCode.CHECK_FAILED
                    : ExitCode.DONE;
        }
    }

    private void print(AuditReport report) throws MalformedInputException {
        report.warnings().forEach(console::warn);
        if (report.inputs().uncounted() > 0) {
            console.note("--json and --html show where the first unreadable lines are");
        }
        if (console.isJson()) {
            console.report(ComparisonReport.of(report));
        } else {
            console.report(AuditTable.of(report));
        }
    }

    private void export(DuckDbAudit audit, Optional<OutputFile> output, ExportFormat format)
            throws KeyTransferException {
        if (output.isPresent()) {
            output.get().writeBy(file -> audit.export(format, file));
            console.note("the events are " + output.get().path());
        }
    }

    private DuckDbAudit.Limits limits() {
        int memoryMiB = given.get(AuditOptions.MEMORY);
        int threads = given.get(AuditOptions.THREADS);
        if (memoryMiB < LEAST_MEMORY_MIB || threads < 1) {
            throw new UsageException(
                    Reason.VALUE_FORM,
                    "--memory must be at least " + LEAST_MEMORY_MIB + ", and --threads at least 1",
                    "leave them out to use the defaults");
        }
        return new DuckDbAudit.Limits(memoryMiB, threads, given.get(AuditOptions.TEMP));
    }

    private AuditSettings settings() throws KeyTransferException {
        AuditSettings settings = AuditSettings.defaults();
        try {
            settings =
                    settings.within(
                                    duration("--window", given.get(AuditOptions.WINDOW)),
                                    duration("--gap", given.get(AuditOptions.GAP)))
                            .withIdentities(given.get(AuditOptions.IDENTITY))
                            .ofKey(vaultName(), given.get(AuditOptions.NAME));
        } catch (MalformedInputException e) {
            throw new UsageException(
                    e.reason(),
                    String.valueOf(e.getMessage()),
                    "for example --window 2m --gap 10m");
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    Reason.VALUE_FORM,
                    "not a key's name: '" + given.get(AuditOptions.NAME) + "'",
                    "use letters, digits and hyphens");
        }
        return settings.knowing(ceremonies());
    }

    private List<KnownOperations> ceremonies() throws KeyTransferException {
        List<TrustedSigner> trusted = ExpectedKeyOption.signers(given.get(AuditOptions.SIGNED_BY));
        Path records = given.get(AuditOptions.RECORDS);
        if (records == null) {
            if (!trusted.isEmpty()) {
                throw new UsageException(
                        Reason.OPTION_MISSING,
                        "--signed-by can only be used with --records",
                        "give the folder of the records with --records");
            }
            return List.of();
        }
        if (trusted.isEmpty()) {
            console.note(
                    "without --signed-by, records are shown with the findings, but explain none");
        }
        return ExplainingRecords.in(records, trusted);
    }

    private static Duration duration(String option, String text) {
        try {
            return AuditSettings.duration(text);
        } catch (MalformedInputException e) {
            throw new UsageException(
                    Reason.VALUE_FORM,
                    option + " is " + e.getMessage(),
                    "give a number and s, m or h, such as 90s or 2m");
        }
    }

    private String vaultName() {
        return given.find(AuditOptions.VAULT).map(VaultHost::name).orElse("");
    }
}
