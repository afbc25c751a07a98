package dev.keyhaul.cli.line;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which commands belong together, and which page says how to work with them.
 *
 * <p>A line of {@code related.txt} is {@code COMMAND = COMMAND, … | PAGE, …}, or the title of a
 * page in the folder of documents: {@code PAGE = TITLE}.
 */
final class Related {
    private final Map<String, List<String>> commands = new HashMap<>();
    private final Map<String, List<String>> pages = new HashMap<>();
    private final Map<String, String> titles = new LinkedHashMap<>();

    private Related(String text) {
        text.lines().filter(line -> !line.startsWith("#")).forEach(this::add);
    }

    static Related ofCommands() {
        return new Related(Commands.KEYHAUL.resource("related.txt"));
    }

    private void add(String line) {
        String[] parts = line.split(" = ", 2);
        String[] lists = parts[1].split(" \\| ", 2);
        if (lists.length == 1) {
            titles.put(parts[0], parts[1]);
        } else {
            commands.put(parts[0], List.of(lists[0].split(", ")));
            pages.put(parts[0], List.of(lists[1].split(", ")));
        }
    }

    /** Returns the names of the commands that go with one. */
    List<String> commands(String command) {
        return commands.getOrDefault(command, List.of());
    }

    /** Returns the names of the pages about a command, such as {@code FROM-HSM}. */
    List<String> pages(String command) {
        return pages.getOrDefault(command, List.of());
    }

    /** Returns a page's title: its name if no other is known. */
    String title(String page) {
        return titles.getOrDefault(page, page);
    }
}
