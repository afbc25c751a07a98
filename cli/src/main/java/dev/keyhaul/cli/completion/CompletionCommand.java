package dev.keyhaul.cli.completion;

import dev.keyhaul.cli.command.Commands;
import dev.keyhaul.cli.command.KeyhaulCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.core.KeyTransferException;
import picocli.AutoComplete;
import picocli.CommandLine.Parameters;

/** Prints a completion script. */
public final class CompletionCommand extends KeyhaulCommand {
    enum Shell {
        BASH,
        ZSH
    }

    @SuppressWarnings("UnusedVariable") // read by picocli: it refuses any other shell
    @Parameters(paramLabel = "bash|zsh", description = "the shell")
    private Shell shell = Shell.BASH;

    @Override
    protected void run(Console console) throws KeyTransferException {
        // Both shells read the same script: it asks zsh for its bash completion.
        console.print(AutoComplete.bash("keyhaul", Commands.tree()));
    }
}
