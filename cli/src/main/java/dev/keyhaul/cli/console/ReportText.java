package dev.keyhaul.cli.console;

import dev.keyhaul.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A JSON report as lines for people: the same facts under the same names. */
final class ReportText {
    private static final String INDENT = "  ";
    private static final int MAX_TABLE_WIDTH = 160;

    private ReportText() {}

    static String of(JsonObject report) {
        List<String> lines = new ArrayList<>();
        members(report, "", lines);
        return String.join("\n", lines);
    }

    private static void members(JsonObject object, String indent, List<String> lines) {
        List<String> names =
                object.names().stream().filter(n -> !n.equals(Console.SCHEMA_VERSION)).toList();
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

    /** A table, or a block for each row where the table would be too wide to read. */
    private static void rows(List<JsonObject> rows, String indent, List<String> lines) {
        List<String> table = table(rows);
        if (table.stream().mapToInt(String::length).max().orElse(0) <= MAX_TABLE_WIDTH) {
            table.forEach(line -> lines.add(indent + line));
            return;
        }
        for (JsonObject row : rows) {
            members(row, indent, lines);
            lines.add("");
        }
        lines.remove(lines.size() - 1);
    }

    private static List<String> table(List<JsonObject> rows) {
        Set<String> names = new LinkedHashSet<>();
        rows.forEach(row -> names.addAll(row.names()));
        List<List<String>> cells = new ArrayList<>();
        cells.add(names.stream().map(ReportText::label).toList());
        rows.forEach(row -> cells.add(names.stream().map(n -> text(row.value(n))).toList()));
        return cells.stream().map(row -> line(row, cells)).toList();
    }

    private static String line(List<String> row, List<List<String>> cells) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            int at = column;
            int width = cells.stream().mapToInt(r -> r.get(at).length()).max().orElse(0);
            line.append(pad(row.get(column), width)).append(INDENT);
        }
        return line.toString().stripTrailing();
    }

    private static String text(Optional<Object> value) {
        return value.map(ReportText::text).orElse("-");
    }

    private static String text(Object value) {
        if (value instanceof List<?> list) {
            return list.isEmpty()
                    ? "-"
                    : list.stream().map(ReportText::text).collect(Collectors.joining(", "));
        }
        if (value instanceof Boolean truth) {
            return truth ? "yes" : "no";
        }
        return Console.oneLine(String.valueOf(value));
    }

    /** The field's words stay as they are: CKA_SIGN. */
    private static String label(String name) {
        return name.startsWith("CKA_") ? name : name.replace('_', ' ');
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
