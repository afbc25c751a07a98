package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.RecordFolder;
import dev.keyhaul.ceremony.RecordVerification;
import dev.keyhaul.ceremony.RecordsVerdict;
import dev.keyhaul.ceremony.page.Paper;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.sheet.RecordsPage;
import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.option.OverwriteOption;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.file.ResourceText;
import dev.keyhaul.core.page.ShellCommand;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Verifies a ceremony's records, and writes them as one page. */
public final class CeremonyReportCommand extends ReportingCommand {
    private static final String SCRIPT = "verify.sh";

    @Mixin private RecordsOption records = new RecordsOption();

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE.html",
            description = "the output file (default: standard output)")
    private @Nullable Path out;

    @Option(
            names = "--title",
            paramLabel = "TEXT",
            description = "the ceremony's name (default: that of the plan, or Key ceremony report)")
    private @Nullable String title;

    @Option(
            names = "--paper",
            paramLabel = "any|a4|letter",
            description = "the paper size of the page (default: the printer's)")
    private @Nullable Paper paper;

    @Mixin private RecordsCheck check = new RecordsCheck();

    @Mixin private OverwriteOption overwrite = new OverwriteOption();

    @Override
    protected void run(Console console) throws KeyTransferException {
        if (check.isAsked()) {
            requireNoPage();
            exitWith(check.run(records, console));
        } else {
            check.requireForPage(isJson());
            writePage(console);
        }
    }

    private void requireNoPage() {
        if (out != null || title != null || paper != null || overwrite.force) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "--verify-only writes no page",
                    "leave out -o, --title, --paper and --force, or --verify-only");
        }
    }

    private void writePage(Console console) throws KeyTransferException {
        records.keepFilesOfPlan(console);
        Optional<OutputFile> file = overwrite.ifNamed(out, console);
        Optional<OutputFile> script = overwrite.ifNamed(scriptBeside(), console);
        RecordFolder folder = records.open();
        if (folder.names().isEmpty()) {
            throw new FileException(
                    Reason.RECORDS_NONE,
                    "there are no records in " + folder.path(),
                    "commands write them there with "
                            + ShellCommand.of("--record").path(folder.path().toString()));
        }
        RecordVerification verification = records.verification(null);
        byte[] page = page(verification);
        if (file.isEmpty()) {
            console.write(page);
        } else {
            file.get().write(page);
            if (script.isPresent()) {
                script.get().write(script());
                console.note(
                        "print "
                                + out
                                + ", and have its first two sheets signed; to check it with OpenSSL alone: sh "
                                + scriptBeside()
                                + " PLAN.json PLAN LAST (PLAN: the plan's fingerprint, LAST: the SHA-256 of the last closing record; both from paper, in quotes)");
            }
        }
        verification.failed().forEach(console::warn);
        exitWith(RecordsVerdict.of(verification).holds() ? ExitCode.DONE : ExitCode.CHECK_FAILED);
    }

    /** For an auditor who does not trust this program. */
    private @Nullable Path scriptBeside() throws KeyTransferException {
        if (out == null || records.plan().isEmpty()) {
            return null;
        }
        String name = String.valueOf(out.getFileName()).replaceFirst("\\.html?$", "");
        return out.resolveSibling(name + ".verify.sh");
    }

    private static byte[] script() {
        return ResourceText.read(CeremonyReportCommand.class.getResourceAsStream(SCRIPT), SCRIPT)
                .getBytes(StandardCharsets.UTF_8);
    }

    private byte[] page(RecordVerification verification) throws KeyTransferException {
        String size = Objects.requireNonNullElse(paper, Paper.ANY).css();
        Optional<PlanProgress> progress = records.progress(verification);
        return progress.isPresent()
                ? RecordsPage.of(
                        verification,
                        progress.get(),
                        records.stores(verification),
                        Objects.requireNonNullElse(title, progress.get().plan().title()),
                        size)
                : RecordsPage.of(
                        verification,
                        Objects.requireNonNullElse(title, "Key ceremony report"),
                        size);
    }
}
