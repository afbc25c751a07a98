package dev.keyhaul.cli.completion;

import dev.keyhaul.cli.command.Commands;
import dev.keyhaul.cli.command.KeyhaulCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.terminal.FishScript;
import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine.Parameters;

/** Prints a completion script. */
public final class CompletionCommand extends KeyhaulCommand {
    enum Shell {
        BASH,
        ZSH,
        FISH;

        /** Returns the word that completion offers. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(paramLabel = "bash|zsh|fish", description = "the shell")
    private Shell shell = Shell.BASH;

    @Override
    protected void run(Console console) throws KeyTransferException {
        // Bash and zsh read the same script: it asks zsh for its bash completion.
        console.print(
                shell == Shell.FISH
                        ? FishScript.of(Commands.tree())
                        : AutoComplete.bash("keyhaul", Commands.tree()));
    }
}
