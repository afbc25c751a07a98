package dev.keyhaul.cli.command;

import dev.keyhaul.terminal.command.Commands;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What an operator can type: the commands of the table, and the options of picocli's model. */
public final class CommandWords {
    private static final Map<String, Set<String>> OPTIONS =
            CommandTable.KEYHAUL.all().stream()
                    .collect(Collectors.toMap(Commands.Entry::name, CommandWords::options));

    private CommandWords() {}

    /** Returns the names of all commands, such as {@code byok create}. */
    public static List<String> commands() {
        return CommandTable.KEYHAUL.all().stream().map(Commands.Entry::name).toList();
    }

    /** Returns the long options of all commands. */
    public static Set<String> options() {
        return OPTIONS.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
    }

    /** Returns the long options of the command that the words begin with. */
    static Set<String> optionsOf(List<String> words) {
        return CommandTable.KEYHAUL
                .find(words)
                .map(entry -> OPTIONS.get(entry.name()))
                .orElseThrow(() -> new AssertionError("no command: " + words));
    }

    private static Set<String> options(Commands.Entry entry) {
        return CommandTable.KEYHAUL.line(entry).getCommandSpec().options().stream()
                .flatMap(option -> Arrays.stream(option.names()))
                .filter(name -> name.startsWith("--"))
                .collect(Collectors.toSet());
    }
}
