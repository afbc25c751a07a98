package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.RecordFolder;
import dev.keyhaul.ceremony.RecordVerification;
import dev.keyhaul.ceremony.RecordsVerdict;
import dev.keyhaul.ceremony.page.Paper;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.report.VerificationReport;
import dev.keyhaul.ceremony.sheet.RecordsPage;
import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.option.JsonOption;
import dev.keyhaul.cli.option.OverwriteOption;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.file.ResourceText;
import dev.keyhaul.core.page.ShellCommand;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Verifies a ceremony's records, and writes them as one page. */
public record CeremonyReportCommand(Given given) implements Command {
    private static final String SCRIPT = "verify.sh";

    static final Opt<Path> OUT =
            Opt.output("-o --out FILE.html", "the output file (default: standard output)");

    static final Opt<String> TITLE =
            Opt.text(
                    "--title TEXT",
                    "the ceremony's name (default: that of the plan, or Key ceremony report)");

    static final Opt<Paper> PAPER =
            Opt.of(
                    "--paper any|a4|letter",
                    Kind.words(Paper.class, "paper size"),
                    "the paper size of the page (default: the printer's)",
                    Not.WAY);

    public static final Rows ROWS =
            Rows.of(CeremonyReportCommand.class)
                    .reporting(VerificationReport.class, VerificationReport.OfFile.class)
                    .and(JsonOption.ROWS, RecordsOption.ROWS)
                    .and(OUT, TITLE, PAPER)
                    .and(RecordsCheck.ROWS, OverwriteOption.ROWS);

    @Override
    public void run(Call call) throws KeyTransferException {
        new CeremonyReportCommand(NumbersFromPaper.asked(given, call.console())).report(call);
    }

    private void report(Call call) throws KeyTransferException {
        Console console = call.console();
        RecordsCheck check = new RecordsCheck(given);
        if (check.isAsked()) {
            requireNoPage();
            call.exitWith(check.run(new RecordsOption(given), console));
        } else {
            check.requireForPage(console.isJson());
            writePage(call);
        }
    }

    private void requireNoPage() {
        if (Stream.of(OUT, TITLE, PAPER).anyMatch(given::has)
                || new OverwriteOption(given).force()) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "--verify-only writes no page",
                    "leave out -o, --title, --paper and --force, or --verify-only");
        }
    }

    private void writePage(Call call) throws KeyTransferException {
        Console console = call.console();
        RecordsOption records = new RecordsOption(given);
        OverwriteOption outputs = new OverwriteOption(given);
        records.keepFilesOfPlan(console);
        Optional<OutputFile> file = outputs.ifNamed(given.get(OUT), console);
        Optional<OutputFile> script = outputs.ifNamed(scriptBeside(), console);
        RecordFolder folder = records.open();
        if (folder.names().isEmpty()) {
            throw new FileException(
                    Reason.RECORDS_NONE,
                    "there are no records in " + folder.path(),
                    "commands write them there with "
                            + ShellCommand.of("--record").path(folder.path().toString()));
        }
        RecordVerification verification = records.verification(null);
        RecordsVerdict verdict = RecordsVerdict.of(verification);
        boolean holds = verdict.holds();
        RecordsCheck.warn(verdict, console);
        byte[] page = page(verification);
        if (file.isEmpty()) {
            console.write(page);
        } else {
            file.get().write(page);
            if (script.isPresent()) {
                script.get().write(script());
                console.note(
                        (holds
                                        ? "everything that was checked holds: print "
                                                + given.get(OUT)
                                                + ", and have its first two sheets signed; "
                                        : "")
                                + "to check it with OpenSSL alone: sh "
                                + scriptBeside()
                                + " PLAN.json (it asks for the numbers on paper)");
            }
        }
        verification.failed().forEach(console::warn);
        call.exitWith(holds ? ExitCode.DONE : ExitCode.CHECK_FAILED);
    }

    /** For an auditor who does not trust this program. */
    private @Nullable Path scriptBeside() throws KeyTransferException {
        Path out = given.get(OUT);
        if (out == null || new RecordsOption(given).plan().isEmpty()) {
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
        RecordsOption records = new RecordsOption(given);
        String size = given.find(PAPER).orElse(Paper.ANY).css();
        Optional<String> title = given.find(TITLE);
        Optional<PlanProgress> progress = records.progress(verification);
        return progress.isPresent()
                ? RecordsPage.of(
                        verification,
                        progress.get(),
                        records.stores(verification),
                        title.orElse(progress.get().plan().title()),
                        size)
                : RecordsPage.of(verification, title.orElse("Key ceremony report"), size);
    }
}
