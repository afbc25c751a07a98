package dev.keyhaul.cli.status;

import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.NextStep;
import dev.keyhaul.cli.option.VaultAccessOptions;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.workflow.status.StatusFacts;
import dev.keyhaul.workflow.status.StatusFile;
import dev.keyhaul.workflow.status.StatusLook;
import dev.keyhaul.workflow.status.StatusRules;
import dev.keyhaul.workflow.status.Task;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows what needs a person. */
public final class StatusCommand extends ReportingCommand {
    @Parameters(
            paramLabel = "FILE",
            description = "the JSON file that lists the vaults, stores and approvals to check")
    private Path file = Path.of("");

    @Mixin private VaultAccessOptions access = new VaultAccessOptions();

    @Override
    protected void run(Console console) throws KeyTransferException {
        StatusFacts facts =
                new StatusLook(
                                host -> access.connect(host, console),
                                error -> nextStep(error, console),
                                Clock.systemUTC().instant())
                        .at(named(console));
        List<Task> tasks = StatusRules.judge(facts);
        if (console.isJson()) {
            console.report(StatusReport.of(facts, tasks));
        } else {
            console.print(StatusText.of(facts, tasks));
        }
        exitWith(tasks.isEmpty() ? ExitCode.DONE : ExitCode.CHECK_FAILED);
    }

    private StatusFile named(Console console) throws KeyTransferException {
        try {
            return StatusFile.read(file);
        } catch (MalformedInputException e) {
            throw new MalformedInputException(
                    e.reason(),
                    String.valueOf(e.getMessage()),
                    console.nextStep(e)
                            .orElse("'keyhaul status --help' has an example of the file"),
                    e);
        }
    }

    private static String nextStep(KeyTransferException error, Console console) {
        console.trace(error);
        return console.nextStep(error).orElseGet(() -> NextStep.page(error));
    }
}
