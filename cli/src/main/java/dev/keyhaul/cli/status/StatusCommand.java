package dev.keyhaul.cli.status;

import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.NextStep;
import dev.keyhaul.cli.option.JsonOption;
import dev.keyhaul.cli.option.VaultAccessOptions;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Reads;
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

/** Shows what needs a person. */
public record StatusCommand(Given given) implements Command {

    static final Opt.Sure<Path> FILE =
            Opt.positional(
                            "FILE",
                            Kind.PATH,
                            "the JSON file that lists the vaults, stores and approvals to check",
                            new Reads())
                    .required();

    public static final Rows ROWS =
            Rows.of(StatusCommand.class)
                    .reporting(StatusReport.class)
                    .and(JsonOption.ROWS)
                    .and(FILE)
                    .and(VaultAccessOptions.ROWS);

    @Override
    public void run(Call call) throws KeyTransferException {
        Console console = call.console();
        VaultAccessOptions access = new VaultAccessOptions(given);
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
        call.exitWith(tasks.isEmpty() ? ExitCode.DONE : ExitCode.CHECK_FAILED);
    }

    private StatusFile named(Console console) throws KeyTransferException {
        try {
            return StatusFile.read(given.get(FILE));
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
