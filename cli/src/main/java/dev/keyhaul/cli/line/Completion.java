package dev.keyhaul.cli.line;

import dev.keyhaul.cli.row.Kind;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Completion scripts: what Tab offers in a shell. */
public final class Completion {
    private Completion() {}

    /** Returns the script for fish. */
    public static String fish(Commands commands) {
        return FishScript.of(tree(commands));
    }

    /** Returns the script for bash, and for zsh, which it asks for its bash completion. */
    public static String bash(Commands commands) {
        return AutoComplete.bash(Commands.PROGRAM, tree(commands));
    }

    /** Returns every command under one root, with the values that it accepts. */
    public static CommandLine tree(Commands commands) {
        CommandLine root = new CommandLine(CommandSpec.create().name(Commands.PROGRAM));
        Map<String, CommandLine> groups = new LinkedHashMap<>();
        // A command of one word may have others under it.
        List<Commands.Entry> shortestFirst =
                commands.all().stream()
                        .sorted(Comparator.comparingInt(entry -> entry.words().size()))
                        .toList();
        for (Commands.Entry entry : shortestFirst) {
            CommandLine line = commands.line(entry);
            offerAcceptedValues(line.getCommandSpec());
            String first = entry.words().get(0);
            if (entry.words().size() == 1) {
                groups.put(first, line);
            } else {
                groups.computeIfAbsent(first, group -> new CommandLine(CommandSpec.create()))
                        .addSubcommand(entry.words().get(1), line);
            }
        }
        groups.forEach(root::addSubcommand);
        return root;
    }

    /**
     * Offers the words that help shows, such as {@code jna|iaik}. Picocli would offer the
     * constants' names, which the converters refuse, or files.
     */
    private static void offerAcceptedValues(CommandSpec command) {
        for (OptionSpec option : List.copyOf(command.options())) {
            Optional<List<String>> words = words(option);
            if (words.isPresent() && option.group() == null) {
                command.remove(option);
                command.addOption(
                        OptionSpec.builder(option).completionCandidates(words.get()).build());
            }
        }
    }

    /** An enum that is read from a URL is not offered by its constants' names. */
    private static Optional<List<String>> words(OptionSpec option) {
        if (option.type().isEnum()
                && option.converters().length > 0
                && !option.paramLabel().equals("URL")) {
            return Optional.of(
                    Stream.of(option.type().getEnumConstants())
                            .map(word -> Kind.word((Enum<?>) word))
                            .toList());
        }
        String label = option.paramLabel();
        if (label.matches("(P-\\d+|[a-z0-9-]+)(\\|(P-\\d+|[a-z0-9-]+))+")) {
            return Optional.of(List.of(label.split("\\|")));
        }
        return option.type().isEnum() && label.equals("URL")
                ? Optional.of(List.of())
                : Optional.empty();
    }
}
