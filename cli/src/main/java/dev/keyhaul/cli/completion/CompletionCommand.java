package dev.keyhaul.cli.completion;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.line.Command;
import dev.keyhaul.cli.line.Commands;
import dev.keyhaul.cli.line.Completion;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import picocli.CommandLine.Parameters;

/** Prints a completion script. */
public final class CompletionCommand extends Command {
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
    protected void run(Console console) {
        String script =
                shell == Shell.FISH
                        ? Completion.fish(Commands.KEYHAUL)
                        : Completion.bash(Commands.KEYHAUL);
        console.write((script + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
