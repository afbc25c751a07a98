package dev.keyhaul.cli;

import dev.keyhaul.core.KeyTransferException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

/** Prints a completion script. */
@Command(
        description = "Prints a completion script for bash or zsh.",
        footer = {"", "Example:", "  source <(keyhaul completion bash)"})
final class Completion extends KeyhaulCommand {
    enum Shell {
        BASH,
        ZSH
    }

    @SuppressWarnings("UnusedVariable") // read by picocli: it refuses a shell that is none of these
    @Parameters(paramLabel = "bash|zsh", description = "the shell")
    private Shell shell = Shell.BASH;

    @Override
    protected void run(Console console) throws KeyTransferException {
        // Both shells read the same script: it asks zsh for its bash completion.
        console.print(AutoComplete.bash("keyhaul", wholeTree()));
    }

    private static CommandLine wholeTree() {
        CommandLine root = new CommandLine(CommandSpec.create().name("keyhaul"));
        Map<String, CommandLine> groups = new LinkedHashMap<>();
        for (CommandTable.Entry entry : shortestFirst()) {
            CommandLine line = CommandRunner.commandLine(entry, entry.make());
            String first = entry.words().get(0);
            if (entry.words().size() == 1) {
                root.addSubcommand(first, line);
                groups.put(first, line);
            } else {
                groups.computeIfAbsent(first, g -> group(root, g))
                        .addSubcommand(entry.words().get(1), line);
            }
        }
        return root;
    }

    /** A command of one word may have others under it. */
    private static List<CommandTable.Entry> shortestFirst() {
        return CommandTable.ALL.stream()
                .sorted(Comparator.comparingInt(entry -> entry.words().size()))
                .toList();
    }

    private static CommandLine group(CommandLine root, String name) {
        CommandLine group = new CommandLine(CommandSpec.create());
        root.addSubcommand(name, group);
        return group;
    }
}
