package dev.keyhaul.cli.audit;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.option.OverwriteOption;
import dev.keyhaul.cli.secret.Terminal;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.usageaudit.AuditReport;
import dev.keyhaul.usageaudit.AuditResult;
import dev.keyhaul.usageaudit.AuditSettings;
import dev.keyhaul.usageaudit.Strength;
import dev.keyhaul.usageaudit.duckdb.DuckDbAudit;
import dev.keyhaul.usageaudit.duckdb.ExportFormat;
import dev.keyhaul.usageaudit.log.BadLines;
import dev.keyhaul.usageaudit.log.LogFiles;
import dev.keyhaul.usageaudit.page.AuditPage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** One run: reads, compares, writes the files that were asked for, and prints. */
final class AuditRun {
    private static final int LEAST_MEMORY_MIB = 64;

    private final AuditOptions options;
    private final OverwriteOption overwrite;
    private final Console console;

    AuditRun(AuditOptions options, OverwriteOption overwrite, Console console) {
        this.options = options;
        this.overwrite = overwrite;
        this.console = console;
    }

    int run() throws KeyTransferException {
        AuditSettings settings = settings();
        DuckDbAudit.Limits limits = limits();
        List<Path> vaultFiles = LogFiles.find(options.vaultLogs);
        List<Path> rmsFiles = LogFiles.find(options.rmsLogs);
        Optional<OutputFile> html = overwrite.ifNamed(options.html);
        Optional<OutputFile> csv = overwrite.ifNamed(options.csv);
        Optional<OutputFile> parquet = overwrite.ifNamed(options.parquet);
        BadLines badLines = new BadLines();
        try (DuckDbAudit audit = DuckDbAudit.open(limits)) {
            AuditResult result = result(audit, settings, vaultFiles, rmsFiles, badLines);
            export(audit, csv, ExportFormat.CSV, vaultFiles, rmsFiles);
            export(audit, parquet, ExportFormat.PARQUET, vaultFiles, rmsFiles);
            AuditReport report =
                    new AuditReport(
                            result,
                            settings,
                            vaultFiles.stream().map(Path::toString).toList(),
                            rmsFiles.stream().map(Path::toString).toList(),
                            badLines.count(),
                            badLines.located(),
                            Clock.systemUTC().instant(),
                            "keyhaul audit");
            if (html.isPresent()) {
                html.get().write(AuditPage.of(report).getBytes(StandardCharsets.UTF_8));
                console.note("the page is " + html.get().path());
            }
            print(report);
            return exitCode(result);
        }
    }

    private AuditResult result(
            DuckDbAudit audit,
            AuditSettings settings,
            List<Path> vaultFiles,
            List<Path> rmsFiles,
            BadLines badLines)
            throws KeyTransferException {
        try (AuditBar bar = AuditBar.on(showsBar(), vaultFiles, rmsFiles)) {
            audit.loadVault(vaultFiles, badLines, bar);
            audit.loadRms(rmsFiles, badLines, bar);
            return audit.audit(settings, bar);
        }
    }

    private void print(AuditReport report) {
        report.warnings().forEach(console::warn);
        if (report.badLineCount() > 0) {
            console.note("--json and --html tell where the first unreadable lines are");
        }
        console.report(console.isJson() ? AuditJson.of(report) : AuditTable.of(report));
    }

    private int exitCode(AuditResult result) {
        boolean found =
                result.has(Strength.CERTAIN) || (options.strict && result.has(Strength.SURPLUS));
        return found ? ExitCode.CHECK_FAILED : ExitCode.DONE;
    }

    private void export(
            DuckDbAudit audit,
            Optional<OutputFile> output,
            ExportFormat format,
            List<Path> vaultFiles,
            List<Path> rmsFiles)
            throws KeyTransferException {
        if (output.isPresent()) {
            output.get().writeBy(file -> audit.export(format, file, vaultFiles, rmsFiles));
            console.note("the events are " + output.get().path());
        }
    }

    private DuckDbAudit.Limits limits() {
        if (options.memoryMiB < LEAST_MEMORY_MIB || options.threads < 1) {
            throw new UsageException(
                    "--memory is at least " + LEAST_MEMORY_MIB + ", --threads at least 1",
                    "leave them out for the defaults");
        }
        return new DuckDbAudit.Limits(options.memoryMiB, options.threads, options.temp);
    }

    private boolean showsBar() {
        return Terminal.get().isPresent() && !console.isQuiet();
    }

    private AuditSettings settings() throws KeyTransferException {
        AuditSettings settings = AuditSettings.defaults();
        try {
            settings =
                    settings.within(
                                    DurationText.parse("--window", options.window),
                                    DurationText.parse("--gap", options.gap))
                            .withIdentities(options.identities)
                            .ofKey(vaultName(), options.name);
        } catch (MalformedInputException e) {
            throw new UsageException(
                    String.valueOf(e.getMessage()), "for example --window 2m --gap 10m");
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    "not a key's name: '" + options.name + "'", "letters, digits and dashes");
        }
        return options.record == null
                ? settings
                : settings.knowing(KnownCeremonies.in(options.record));
    }

    private String vaultName() {
        return options.vault == null ? "" : options.vault.name();
    }
}
