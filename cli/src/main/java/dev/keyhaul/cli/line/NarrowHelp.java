package dev.keyhaul.cli.line;

import dev.keyhaul.cli.console.LineWrap;
import dev.keyhaul.cli.row.Heading;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Help on a terminal that is narrower than usual: each option above its explanation, and paragraphs
 * filled anew.
 */
final class NarrowHelp {
    /** A line of a text that is as long as this goes on in the next one. */
    private static final int FULL_LINE = 75;

    private static final int LEAST_SUMMARY = 30;
    private static final String INDENT = "  ";
    private static final String EXPLANATION = "      ";

    private final int columns;

    NarrowHelp(int columns) {
        this.columns = columns;
    }

    List<String> of(
            String synopsis,
            List<String> before,
            CommandSpec spec,
            String common,
            List<String> after) {
        List<String> lines =
                new ArrayList<>(LineWrap.of("Usage: ", synopsis, columns, INDENT + INDENT));
        lines.addAll(filled(before));
        spec.positionalParameters()
                .forEach(p -> lines.addAll(item(p.paramLabel(), p.description())));
        Stream.of(Heading.values())
                .filter(heading -> !heading.isCommon())
                .forEach(heading -> lines.addAll(options(spec, heading)));
        lines.add("");
        lines.addAll(LineWrap.of(common, columns));
        lines.addAll(LineWrap.of(INDENT, OptionModel.common(spec), columns, INDENT));
        lines.addAll(filled(after));
        return lines;
    }

    /** Returns a heading and its options; nothing if the command has none of them. */
    List<String> options(CommandSpec spec, Heading heading) {
        List<OptionSpec> options = OptionModel.options(spec, heading);
        List<String> lines = new ArrayList<>();
        if (!options.isEmpty()) {
            lines.add("");
            lines.addAll(LineWrap.of(heading.text() + ":", columns));
        }
        for (OptionSpec option : options) {
            String value = option.arity().max() == 0 ? "" : "=" + option.paramLabel();
            lines.addAll(item(String.join(", ", option.names()) + value, option.description()));
        }
        return lines;
    }

    private List<String> item(String name, String[] description) {
        String text = String.join(" ", description).replace("%%", "%").replace("%n", " ");
        return Stream.of(
                        LineWrap.of(INDENT, name, columns, EXPLANATION),
                        LineWrap.of(EXPLANATION, text, columns, EXPLANATION))
                .flatMap(List::stream)
                .toList();
    }

    /** Returns a command's line in a list: its summary beside it if there is room, or below. */
    List<String> summary(String name, String summary) {
        return columns > 0 && columns - name.length() < LEAST_SUMMARY
                ? Stream.of(
                                List.of(name.stripTrailing()),
                                LineWrap.of(EXPLANATION, summary, columns, EXPLANATION))
                        .flatMap(List::stream)
                        .toList()
                : LineWrap.of(name, summary, columns, " ".repeat(name.length()));
    }

    /** Fills paragraphs; a line that is indented, such as an example, stays one. */
    List<String> filled(List<String> lines) {
        if (columns == 0) {
            return lines;
        }
        List<String> whole = new ArrayList<>();
        boolean goesOn = false;
        for (String line : lines) {
            boolean isContinued = !whole.isEmpty() && last(whole).endsWith(" \\");
            if (isContinued) {
                String before = last(whole);
                whole.set(
                        whole.size() - 1,
                        before.substring(0, before.length() - 1) + line.stripLeading());
            } else if (goesOn && !line.isEmpty() && !line.startsWith(" ")) {
                whole.set(whole.size() - 1, last(whole) + " " + line);
            } else {
                whole.add(line);
            }
            goesOn = !line.startsWith(" ") && line.length() >= FULL_LINE;
        }
        return whole.stream().flatMap(line -> fitted(line).stream()).toList();
    }

    private List<String> fitted(String line) {
        return line.startsWith(" ")
                ? LineWrap.of(line, columns)
                : LineWrap.of("", line, columns, "");
    }

    private static String last(List<String> lines) {
        return lines.get(lines.size() - 1);
    }
}
