package dev.keyhaul.cli.line;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Under which heading help shows each option.
 *
 * @param own the headings of a command's own options
 * @param common what many commands share: a command's help only names them
 */
public record OptionGroups(List<Group> own, List<Group> common) {
    private static final Group REST = new Group("Options", Set.of());

    /**
     * Options under one heading, by the classes that declare them.
     *
     * @param heading what they are for
     * @param classes the simple names: a reference would load classes that a command does not need
     */
    public record Group(String heading, Set<String> classes) {}

    /**
     * Reads the headings, a line each: {@code The KEK: KekOptions KekTrust}. A command's own
     * options that have none come first.
     */
    public static OptionGroups parse(String own, String common) {
        return new OptionGroups(
                Stream.concat(Stream.of(REST), groups(own)).toList(), groups(common).toList());
    }

    private static Stream<Group> groups(String lines) {
        return lines.lines()
                .map(line -> line.split(": "))
                .map(parts -> new Group(parts[0], Set.of(parts[1].split(" "))));
    }

    /** Returns the options of a command that belong to a group. */
    List<OptionSpec> options(CommandSpec command, Group group) {
        return command.options().stream().filter(option -> groupOf(option).equals(group)).toList();
    }

    private Group groupOf(OptionSpec option) {
        String declaring = ((Class<?>) option.userObject()).getSimpleName();
        return Stream.of(own, common)
                .flatMap(List::stream)
                .filter(group -> group.classes.contains(declaring))
                .findFirst()
                .orElse(REST);
    }
}
