package dev.keyhaul.cli.completion;

import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.line.Commands;
import dev.keyhaul.cli.line.Completion;
import dev.keyhaul.cli.line.PowerShellCompletion;
import dev.keyhaul.cli.option.ConsoleOptions;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import java.nio.charset.StandardCharsets;

/** Prints a completion script. */
public record CompletionCommand(Given given) implements Command {
    enum Shell {
        BASH,
        ZSH,
        FISH,
        POWERSHELL
    }

    static final Opt.Sure<Shell> SHELL =
            Opt.positional(
                            "bash|zsh|fish|powershell",
                            Kind.words(Shell.class, "shell"),
                            "the shell")
                    .required();

    public static final Rows ROWS =
            Rows.of(CompletionCommand.class).and(ConsoleOptions.ROWS).and(SHELL);

    @Override
    public void run(Call call) {
        String script =
                switch (given.get(SHELL)) {
                    case BASH, ZSH -> Completion.bash(Commands.KEYHAUL);
                    case FISH -> Completion.fish(Commands.KEYHAUL);
                    case POWERSHELL -> PowerShellCompletion.of(Commands.KEYHAUL);
                };
        call.console().write((script + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
