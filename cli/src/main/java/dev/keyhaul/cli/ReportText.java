package dev.keyhaul.cli;

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

    private ReportText() {}

    static String of(JsonObject report) {
        List<String> lines = new ArrayList<>();
        members(report, "", lines);
        return String.join("\n", lines);
    }

    private static void members(JsonObject object, String indent, List<String> lines) {
        List<String> names =
                object.names().stream().filter(n -> !n.equals("schema_version")).toList();
        int width = names.stream().mapToInt(n -> label(n).length()).max().orElse(0);
        for (String name : names) {
            String label = indent + pad(label(name), width) + INDENT;
            Object value = object.value(name).orElse("-");
            if (value instanceof JsonObject nested) {
                lines.add(indent + label(name));
                members(nested, indent + INDENT, lines);
            } else if (value instanceof List<?> list && holdsObjects(list)) {
                table(list.stream().map(JsonObject.class::cast).toList(), lines);
            } else {
                lines.add((label + text(value)).stripTrailing());
            }
        }
    }

    private static boolean holdsObjects(List<?> list) {
        return !list.isEmpty() && list.stream().allMatch(JsonObject.class::isInstance);
    }

    private static void table(List<JsonObject> rows, List<String> lines) {
        Set<String> names = new LinkedHashSet<>();
        rows.forEach(row -> names.addAll(row.names()));
        List<List<String>> cells = new ArrayList<>();
        cells.add(names.stream().map(ReportText::label).toList());
        rows.forEach(row -> cells.add(names.stream().map(n -> text(row.value(n))).toList()));
        for (List<String> row : cells) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                int at = column;
                int width = cells.stream().mapToInt(r -> r.get(at).length()).max().orElse(0);
                line.append(pad(row.get(column), width)).append(INDENT);
            }
            lines.add(line.toString().stripTrailing());
        }
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
        return String.valueOf(value);
    }

    private static String label(String name) {
        return name.replace('_', ' ');
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
