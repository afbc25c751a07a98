package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.RecordFolder;
import dev.keyhaul.ceremony.StoredRecord;
import dev.keyhaul.ceremony.page.Paper;
import dev.keyhaul.ceremony.plan.CeremonyPlan;
import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.OpenPlan;
import dev.keyhaul.ceremony.plan.PlanFiles;
import dev.keyhaul.ceremony.sheet.ScriptPage;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.line.Command;
import dev.keyhaul.cli.option.OverwriteOption;
import dev.keyhaul.cli.plan.HostPlan;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.OutputFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Closes a plan, and writes the script of its ceremony. */
public final class CeremonyScriptCommand extends Command {
    @Parameters(paramLabel = "PLAN.json", description = "the plan")
    private Path file = Path.of("");

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE.html",
            description = "the output file (default: standard output)")
    private @Nullable Path out;

    @Option(
            names = "--paper",
            paramLabel = "any|a4|letter",
            description = "the paper size of the page (default: a4)")
    private @Nullable Paper paper;

    @Mixin private OverwriteOption overwrite = new OverwriteOption();

    @Override
    protected void run(Console console) throws KeyTransferException {
        CeremonyPlan plan = CeremonyPlan.read(file);
        HostPlan.keepFiles(file, console);
        ClosedPlan closed = plan instanceof OpenPlan open ? close(open) : (ClosedPlan) plan;
        // After all was read, and before anything is written.
        Optional<OutputFile> page = overwrite.ifNamed(out, console);
        if (plan instanceof OpenPlan) {
            closed.replace(file);
            console.note("the plan is closed; a change makes it another plan");
        }
        byte[] script = ScriptPage.of(closed, Objects.requireNonNullElse(paper, Paper.A4).css());
        if (page.isPresent()) {
            page.get().write(script);
            console.note(
                    "print "
                            + out
                            + "; compare each host's key in it with the paper of that host's"
                            + " person; its steps show what comes next");
        } else {
            console.write(script);
        }
    }

    private ClosedPlan close(OpenPlan plan) throws KeyTransferException {
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
