package dev.keyhaul.terminal.command;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Completion scripts: what Tab offers in a shell. */
public final class Completion {
    private Completion() {}

    /** Returns the script for fish. */
    public static String fish(Commands<?> commands) {
        return FishScript.of(tree(commands));
    }

    /** Returns the script for bash, and for zsh, which it asks for its bash completion. */
    public static String bash(Commands<?> commands) {
        return AutoComplete.bash(commands.program(), tree(commands));
    }

    /** Returns every command under one root, with the values that it accepts. */
    public static CommandLine tree(Commands<?> commands) {
        CommandLine root = new CommandLine(CommandSpec.create().name(commands.program()));
        Map<String, CommandLine> groups = new LinkedHashMap<>();
        for (Commands.Entry entry : shortestFirst(commands)) {
            CommandLine line = commands.line(entry);
            offerAcceptedValues(line.getCommandSpec(), commands.types());
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
    private static List<Commands.Entry> shortestFirst(Commands<?> commands) {
        return commands.all().stream()
                .sorted(Comparator.comparingInt(entry -> entry.words().size()))
                .toList();
    }

    private static CommandLine group(CommandLine root, String name) {
        CommandLine group = new CommandLine(CommandSpec.create());
        root.addSubcommand(name, group);
        return group;
    }

    /**
     * Offers the words that help shows, such as {@code jna|iaik}. Picocli would offer the
     * constants' names, which the converters refuse, or files.
     */
    private static void offerAcceptedValues(CommandSpec command, OptionTypes types) {
        for (OptionSpec option : List.copyOf(command.options())) {
            Optional<List<String>> words = words(option, types);
            if (words.isPresent() && option.group() == null) {
                command.remove(option);
                command.addOption(
                        OptionSpec.builder(option).completionCandidates(words.get()).build());
            }
        }
    }

    /** An enum without such words is read from something else, such as a URL. */
    private static Optional<List<String>> words(OptionSpec option, OptionTypes types) {
        if (types.nouns().containsKey(option.type())) {
            return Optional.of(EnumWords.of(option.type()));
        }
        String label = option.paramLabel();
        if (label.matches("(P-\\d+|[a-z0-9-]+)(\\|(P-\\d+|[a-z0-9-]+))+")) {
            return Optional.of(List.of(label.split("\\|")));
        }
        return option.type().isEnum() ? Optional.of(List.of()) : Optional.empty();
    }
}
