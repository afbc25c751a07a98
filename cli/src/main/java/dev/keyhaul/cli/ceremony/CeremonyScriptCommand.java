package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.RecordFolder;
import dev.keyhaul.ceremony.StoredRecord;
import dev.keyhaul.ceremony.page.Paper;
import dev.keyhaul.ceremony.plan.CeremonyPlan;
import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.OpenPlan;
import dev.keyhaul.ceremony.plan.PlanFiles;
import dev.keyhaul.ceremony.sheet.ScriptPage;
import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.ConsoleOptions;
import dev.keyhaul.cli.option.OverwriteOption;
import dev.keyhaul.cli.plan.HostPlan;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.cli.row.Trait.Reads;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.OutputFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Closes a plan, and writes the script of its ceremony. */
public record CeremonyScriptCommand(Given given) implements Command {

    public static final Opt.Sure<Path> FILE =
            Opt.positional("PLAN.json", Kind.PATH, "the plan", new Reads()).required();

    static final Opt<Path> OUT =
            Opt.output("-o --out FILE.html", "the output file (default: standard output)");

    static final Opt<Paper> PAPER =
            Opt.of(
                    "--paper any|a4|letter",
                    Kind.words(Paper.class, "paper size"),
                    "the paper size of the page (default: a4)",
                    Not.WAY);

    public static final Rows ROWS =
            Rows.of(CeremonyScriptCommand.class)
                    .and(ConsoleOptions.ROWS)
                    .and(FILE, OUT, PAPER)
                    .and(OverwriteOption.ROWS);

    @Override
    public void run(Call call) throws KeyTransferException {
        Console console = call.console();
        Path file = given.get(FILE);
        CeremonyPlan plan = CeremonyPlan.read(file);
        HostPlan.keepFiles(file, console);
        ClosedPlan closed = plan instanceof OpenPlan open ? close(open, file) : (ClosedPlan) plan;
        // After all was read, and before anything is written.
        Optional<OutputFile> page = new OverwriteOption(given).ifNamed(given.get(OUT), console);
        if (plan instanceof OpenPlan) {
            closed.replace(file);
            console.note("the plan is closed; a change makes it another plan");
        }
        byte[] script = ScriptPage.of(closed, given.find(PAPER).orElse(Paper.A4).css());
        if (page.isPresent()) {
            page.get().write(script);
            console.note(
                    "print "
                            + given.get(OUT)
                            + "; compare each host's key in it with the paper of that host's"
                            + " person; its steps show what comes next");
        } else {
            console.write(script);
        }
    }

    private static ClosedPlan close(OpenPlan plan, Path file) throws KeyTransferException {
        Path records = PlanFiles.records(HostPlan.folderOf(file));
        List<String> there =
                Files.exists(records)
                        ? RecordFolder.open(records).read().stream()
                                .map(StoredRecord::sha256)
                                .toList()
                        : List.of();
        return plan.close(there);
    }
}
