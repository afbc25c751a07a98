package dev.keyhaul.cli.line;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code help} explains beside the commands. The text of a topic is in a file such as {@code
 * topic/settings.txt}, after its title.
 */
final class Topics {
    private static final String OPTIONS = "options";
    private static final String EXIT_CODES = "exit-codes";
    private static final String ERRORS = "errors";

    private final Commands commands;

    Topics(Commands commands) {
        this.commands = commands;
    }

    /** Returns the name and the title of each. */
    List<Commands.Entry> all() {
        List<Commands.Entry> all = new ArrayList<>();
        all.add(new Commands.Entry(OPTIONS, "Options that many commands share"));
        all.add(new Commands.Entry(EXIT_CODES, "Exit codes"));
        all.add(new Commands.Entry(ERRORS, "Errors"));
        for (String name : KeyhaulHelp.TOPICS) {
            all.add(new Commands.Entry(name, file(name).get(0)));
        }
        return all;
    }

    /** Returns the text of a topic, as lines of a terminal; empty if there is no such topic. */
    Optional<List<String>> lines(String name, int columns) {
        if (name.equals(OPTIONS)) {
            return Optional.of(new Help(commands, columns).ofOptions());
        }
        return text(name).map(text -> new HelpPage(columns).filled(text));
    }

    /** Returns the text of a topic, without its title. */
    Optional<List<String>> text(String name) {
        if (name.equals(EXIT_CODES)) {
            return Optional.of(
                    commands.exitCodes().all().stream()
                            .map(code -> HelpPage.row(code.number(), 3, code.meaning()))
                            .toList());
        } else if (name.equals(ERRORS)) {
            return Optional.of(new ErrorGuide().list());
        } else if (KeyhaulHelp.TOPICS.contains(name)) {
            List<String> lines = file(name);
            return Optional.of(lines.subList(2, lines.size()));
        }
        return Optional.empty();
    }

    private List<String> file(String name) {
        return commands.resource("topic/" + name + ".txt").lines().toList();
    }
}
