package dev.keyhaul.cli.line;

import java.util.List;
import java.util.Optional;

/** The names that commands and options had, with what to type now. They are hints, no aliases. */
final class OldNames {
    private final List<Command> commands;
    private final List<Option> options;

    /**
     * A command's old name.
     *
     * @param name what it was
     * @param now what to type after the program's name
     */
    record Command(String name, String now) {}

    private record Option(String command, String name, String now) {}

    /**
     * Reads the names: {@code old name = new words}, and for an option of one command {@code
     * command --old = new words}, of every command {@code * --old = new words}.
     */
    OldNames(String text) {
        List<String[]> rows =
                text.lines()
                        .filter(line -> !line.isBlank() && !line.startsWith("#"))
                        .map(line -> line.split(" = ", 2))
                        .toList();
        commands =
                rows.stream()
                        .filter(row -> !row[0].contains("--"))
                        .map(row -> new Command(row[0], row[1]))
                        .toList();
        options =
                rows.stream()
                        .filter(row -> row[0].contains("--"))
                        .map(row -> parse(row[0], row[1]))
                        .toList();
    }

    private static Option parse(String old, String now) {
        int dashes = old.indexOf("--");
        return new Option(old.substring(0, dashes).strip(), old.substring(dashes), now);
    }

    /** Returns the old command that a command line begins with; of two words before one. */
    Optional<Command> command(List<String> words) {
        return commands.stream()
                .filter(
                        old -> {
                            List<String> name = List.of(old.name().split(" "));
                            return words.size() >= name.size()
                                    && words.subList(0, name.size()).equals(name);
                        })
                .findFirst();
    }

    /** Returns what an option of a command is now. */
    Optional<String> option(String command, String name) {
        return options.stream()
                .filter(old -> old.name().equals(name))
                .filter(old -> old.command().equals("*") || old.command().equals(command))
                .map(Option::now)
                .findFirst();
    }
}
