package dev.keyhaul.terminal;

import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.page.VisibleText;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A JSON report as lines for people: the same facts under the same names. */
final class ReportText {
    private static final String INDENT = "  ";
    private static final int MAX_PROSE_WIDTH = 60;
    private static final String COMMAND = "command";

    private ReportText() {}

    /** Returns the values alone, a line each. */
    static List<String> values(JsonObject report) {
        return report.names().stream()
                .flatMap(name -> report.value(name).stream())
                .flatMap(value -> value(value).stream())
                .toList();
    }

    private static List<String> value(Object value) {
        if (value instanceof List<?> list && holdsObjects(list)) {
            return table(list.stream().map(JsonObject.class::cast).toList());
        }
        return value instanceof List<?> list
                ? list.stream().map(ReportText::text).toList()
                : List.of(text(value));
    }

    static List<String> of(JsonObject report) {
        List<String> lines = new ArrayList<>();
        members(report, "", lines);
        return lines;
    }

    private static void members(JsonObject object, String indent, List<String> lines) {
        List<String> names =
                object.names().stream()
                        .filter(n -> !n.equals(ProgramConsole.SCHEMA_VERSION))
                        .toList();
        int width = names.stream().mapToInt(n -> label(n).length()).max().orElse(0);
        for (String name : names) {
            String label = indent + pad(label(name), width) + INDENT;
            Object value = object.value(name).orElse("-");
            if (value instanceof JsonObject nested) {
                lines.add(indent + label(name));
                members(nested, indent + INDENT, lines);
            } else if (value instanceof List<?> list && holdsObjects(list)) {
                lines.add(indent + label(name));
                rows(list.stream().map(JsonObject.class::cast).toList(), indent + INDENT, lines);
            } else if (value instanceof List<?> list && holdsSentences(list)) {
                lines.add(indent + label(name));
                list.forEach(sentence -> lines.add(indent + INDENT + text(sentence)));
            } else {
                lines.add((label + text(value)).stripTrailing());
            }
        }
    }

    private static boolean holdsObjects(List<?> list) {
        return !list.isEmpty() && list.stream().allMatch(JsonObject.class::isInstance);
    }

    /** Sentences and commands have blanks and commas of their own: a line each. */
    private static boolean holdsSentences(List<?> list) {
        return list.stream().anyMatch(text -> String.valueOf(text).contains(" "));
    }

    /** A table; rows that have parts of their own are blocks. */
    private static void rows(List<JsonObject> rows, String indent, List<String> lines) {
        if (rows.stream().noneMatch(ReportText::hasParts)) {
            table(rows).forEach(line -> lines.add(indent + line));
            return;
        }
        for (JsonObject row : rows) {
            members(row, indent, lines);
            lines.add("");
        }
        lines.remove(lines.size() - 1);
    }

    private static boolean hasParts(JsonObject row) {
        return row.names().stream()
                .flatMap(name -> row.value(name).stream())
                .anyMatch(
                        value ->
                                value instanceof JsonObject
                                        || (value instanceof List<?> list && holdsObjects(list)));
    }

    private static List<String> table(List<JsonObject> rows) {
        Set<String> names = new LinkedHashSet<>();
        rows.forEach(row -> names.addAll(row.names()));
        List<List<String>> cells = new ArrayList<>();
        cells.add(names.stream().map(ReportText::label).toList());
        rows.forEach(row -> cells.add(names.stream().map(n -> text(row.value(n))).toList()));
        List<String> columns = List.copyOf(names);
        List<List<List<String>>> wrapped =
                cells.stream().map(row -> wrapped(columns, row)).toList();
        List<Integer> widths =
                IntStream.range(0, names.size())
                        .mapToObj(column -> width(wrapped, column))
                        .toList();
        return wrapped.stream().flatMap(row -> lines(row, widths).stream()).toList();
    }

    private static int width(List<List<List<String>>> rows, int column) {
        return rows.stream()
                .flatMap(row -> row.get(column).stream())
                .mapToInt(String::length)
                .max()
                .orElse(0);
    }

    /** A command is for pasting: broken over lines, it would be another one. */
    private static List<List<String>> wrapped(List<String> columns, List<String> row) {
        return IntStream.range(0, row.size())
                .mapToObj(
                        i ->
                                columns.get(i).equals(COMMAND)
                                        ? List.of(row.get(i))
                                        : wrapped(row.get(i)))
                .toList();
    }

    /** A cell of many words takes several lines; a fingerprint or a URL is never broken. */
    private static List<String> wrapped(String cell) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : cell.split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > MAX_PROSE_WIDTH) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private static List<String> lines(List<List<String>> row, List<Integer> widths) {
        int height = row.stream().mapToInt(List::size).max().orElse(0);
        List<String> lines = new ArrayList<>();
        for (int at = 0; at < height; at++) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                List<String> cell = row.get(column);
                String text = at < cell.size() ? cell.get(at) : "";
                line.append(pad(text, widths.get(column))).append(INDENT);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private static String text(Optional<Object> value) {
        return value.map(ReportText::text).orElse("-");
    }

    private static String text(Object value) {
        if (value instanceof List<?> list) {
            return list.isEmpty()
                    ? "-"
                    : list.stream()
                            .map(ReportText::text)
                            .collect(Collectors.joining(holdsSentences(list) ? "; " : ", "));
        }
        if (value instanceof Boolean truth) {
            return truth ? "yes" : "no";
        }
        return VisibleText.oneLine(String.valueOf(value));
    }

    /** The field's words stay as they are: CKA_SIGN. */
    private static String label(String name) {
        return VisibleText.oneLine(
                name.startsWith("CKA_") ? name : name.replace('_', ' ').replace('.', ' '));
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
