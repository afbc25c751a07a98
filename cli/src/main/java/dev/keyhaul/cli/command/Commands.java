package dev.keyhaul.cli.command;

import static java.util.stream.Collectors.joining;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.Version;
import dev.keyhaul.terminal.Nearest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

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
        if (words.get(0).equals("help")) {
            return help(words.subList(1, words.size()), console);
        }
        Optional<CommandTable.Entry> entry = CommandTable.find(words);
        if (entry.isPresent()) {
            int used = entry.get().words().size();
            return CommandRunner.run(entry.get(), words.subList(used, words.size()), console);
        }
        return unknown(words, console);
    }

    /** {@code help byok create} is {@code byok create --help}. */
    private static int help(List<String> words, Console console) {
        if (words.equals(List.of("options"))) {
            console.print(Help.ofOptions());
            return ExitCode.DONE;
        }
        List<String> asked = new ArrayList<>(words);
        asked.add("--help");
        return run(asked, console);
    }

    private static int unknown(List<String> words, Console console) {
        String first = words.get(0);
        if (!CommandTable.inGroup(first).isEmpty()) {
            boolean help = words.size() > 1 && List.of("--help", "-h").contains(words.get(1));
            if (help) {
                console.print(Help.ofGroup(first));
                return ExitCode.DONE;
            }
            if (words.size() == 1) {
                console.error("'" + first + "' needs a second word", list(first + " "));
            } else {
                String two = first + " " + words.get(1);
                noCommand(two, first + " ", Nearest.to(two, CommandTable.names()), console);
            }
            return ExitCode.USAGE;
        }
        String two = first + words.stream().skip(1).limit(1).map(w -> " " + w).collect(joining());
        Optional<String> meant = Nearest.to(two, CommandTable.names());
        noCommand(first, "", meant.or(() -> Nearest.to(first, CommandTable.names())), console);
        return ExitCode.USAGE;
    }

    private static void noCommand(
            String typed, String group, Optional<String> meant, Console console) {
        console.error(
                "unknown command '" + typed + "'",
                meant.map(name -> "did you mean '" + name + "'? ").orElse("") + list(group));
    }

    private static String list(String group) {
        return "'keyhaul " + group + "--help' lists the commands";
    }

    /** Returns every command under one root, as a completion script needs them. */
    public static CommandLine tree() {
        CommandLine root = new CommandLine(CommandSpec.create().name("keyhaul"));
        Map<String, CommandLine> groups = new LinkedHashMap<>();
        for (CommandTable.Entry entry : shortestFirst()) {
            CommandLine line = CommandRunner.commandLine(entry, entry.make());
            offerAcceptedValues(line.getCommandSpec());
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

    /**
     * Offers the words that help shows, such as {@code jna|iaik}. Picocli would offer the
     * constants' names, which the converters refuse, or files.
     */
    static void offerAcceptedValues(CommandSpec command) {
        for (OptionSpec option : List.copyOf(command.options())) {
            Optional<List<String>> names =
                    Converters.names(option.type())
                            .or(() -> words(option.paramLabel()))
                            .or(
                                    () ->
                                            Converters.hasOwn(option.type())
                                                    ? Optional.of(List.of())
                                                    : Optional.empty());
            if (names.isPresent() && option.group() == null) {
                command.remove(option);
                command.addOption(
                        OptionSpec.builder(option).completionCandidates(names.get()).build());
            }
        }
    }

    private static Optional<List<String>> words(String label) {
        return label.matches("(P-\\d+|[a-z0-9-]+)(\\|(P-\\d+|[a-z0-9-]+))+")
                ? Optional.of(List.of(label.split("\\|")))
                : Optional.empty();
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
