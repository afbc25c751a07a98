package dev.keyhaul.cli.line;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Completion scripts: what Tab offers in a shell. */
public final class Completion {
    private static final String FISH = "complete -c " + Commands.PROGRAM;
    private static final String AFTER = "__fish_seen_subcommand_from ";

    private Completion() {}

    /** Returns the script for bash, and for zsh, which it asks for its bash completion. */
    public static String bash(Commands commands) {
        return AutoComplete.bash(Commands.PROGRAM, tree(commands));
    }

    /** Returns every command under one root, with the values that it accepts. */
    static CommandLine tree(Commands commands) {
        CommandLine root = new CommandLine(CommandSpec.create().name(Commands.PROGRAM));
        Map<String, CommandLine> groups = new LinkedHashMap<>();
        // A command of one word may have others under it.
        List<Commands.Entry> shortestFirst =
                commands.all().stream()
                        .sorted(Comparator.comparingInt(entry -> entry.words().size()))
                        .toList();
        for (Commands.Entry entry : shortestFirst) {
            CommandLine line = commands.line(entry);
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

    /** Returns the script for fish, which picocli does not write. */
    public static String fish(Commands commands) {
        List<String> lines = new ArrayList<>();
        lines.add("# completion of " + Commands.PROGRAM + " for fish");
        Set<String> first = new LinkedHashSet<>();
        for (Commands.Entry entry : commands.all()) {
            String group = entry.words().get(0);
            List<Commands.Entry> others = commands.inGroup(group);
            if (first.add(group) && !others.isEmpty()) {
                String seconds =
                        others.stream()
                                .map(other -> other.words().get(1))
                                .collect(Collectors.joining(" "));
                lines.add(offer(AFTER + group + "; and not " + AFTER + seconds, seconds));
            }
            CommandSpec command = commands.line(entry).getCommandSpec();
            String after =
                    entry.words().stream().map(AFTER::concat).collect(Collectors.joining("; and "));
            Stream.concat(command.options().stream(), command.positionalParameters().stream())
                    .map(arg -> names(arg) + values(arg))
                    .filter(arg -> !arg.isEmpty())
                    .forEach(arg -> lines.add(FISH + " -n '" + after + "'" + arg));
        }
        lines.add(offer("__fish_use_subcommand", String.join(" ", first)));
        return String.join("\n", lines);
    }

    private static String offer(String where, String words) {
        return FISH + " -f -n '" + where + "' -a '" + words + "'";
    }

    private static String names(ArgSpec arg) {
        return arg instanceof OptionSpec option
                ? Stream.of(option.names())
                        .map(
                                n ->
                                        n.startsWith("--")
                                                ? " -l " + n.substring(2)
                                                : " -s " + n.charAt(1))
                        .collect(Collectors.joining())
                : "";
    }

    /** A value is a file's name, unless only a few words are offered. */
    private static String values(ArgSpec arg) {
        if (arg.arity().max() == 0) {
            return "";
        } else if (arg.completionCandidates() == null) {
            return arg.isOption() ? " -r -F" : "";
        }
        String words =
                StreamSupport.stream(arg.completionCandidates().spliterator(), false)
                        .collect(Collectors.joining(" "));
        return (arg.isOption() ? " -x" : " -f") + " -a '" + words + "'";
    }
}
