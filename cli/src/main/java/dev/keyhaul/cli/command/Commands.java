package dev.keyhaul.cli.command;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.Version;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** All commands: runs the one that a command line names. */
public final class Commands {
    private Commands() {}

    /** Runs the command that the first words name, and returns its exit code. */
    public static int run(List<String> words, Console console) {
        if (words.isEmpty() || words.get(0).equals("--help") || words.get(0).equals("-h")) {
            console.print(Help.ofAll());
            return words.isEmpty() ? ExitCode.USAGE : ExitCode.DONE;
        }
        if (words.get(0).equals("--version") || words.get(0).equals("-V")) {
            console.print("keyhaul " + Version.text());
            return ExitCode.DONE;
        }
        Optional<CommandTable.Entry> entry = CommandTable.find(words);
        if (entry.isPresent()) {
            int used = entry.get().words().size();
            return CommandRunner.run(entry.get(), words.subList(used, words.size()), console);
        }
        return unknown(words, console);
    }

    private static int unknown(List<String> words, Console console) {
        String first = words.get(0);
        if (!CommandTable.inGroup(first).isEmpty()) {
            boolean help = words.size() > 1 && List.of("--help", "-h").contains(words.get(1));
            if (help) {
                console.print(Help.ofGroup(first));
                return ExitCode.DONE;
            }
            console.error(
                    words.size() == 1
                            ? "'" + first + "' needs a second word"
                            : "there is no command '" + first + " " + words.get(1) + "'",
                    "'keyhaul " + first + " --help' lists them");
            return ExitCode.USAGE;
        }
        console.error("there is no command '" + first + "'", "'keyhaul --help' lists them");
        return ExitCode.USAGE;
    }

    /** Returns every command under one root, as a completion script needs them. */
    public static CommandLine tree() {
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
