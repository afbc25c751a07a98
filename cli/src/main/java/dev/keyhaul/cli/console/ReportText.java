package dev.keyhaul.cli.console;

import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.page.DigestRows;
import dev.keyhaul.core.page.VisibleText;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A JSON report as lines for people: the same facts under the same names. */
final class ReportText {
    private static final String INDENT = "  ";
    private static final int MAX_PROSE_WIDTH = 60;
    private static final String COMMAND = "command";
    private static final String FINGERPRINT = "fingerprint";
    private static final String KIND = "kind";

    private static final Pattern DIGEST_ROW =
            Pattern.compile("([1-4]  )?([0-9a-f]{4}-[0-9a-f] ?){4}");
    private static final int ROW_CHARS = "1  0011-6 2233-c 4455-1 6677-b".length();

    private final int columns;
    private final List<String> lines = new ArrayList<>();

    private ReportText(int columns) {
        this.columns = columns;
    }

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

    /**
     * Returns the lines.
     *
     * @param columns how wide they may be; 0 for any width
     */
    static List<String> of(JsonObject report, int columns) {
        ReportText text = new ReportText(columns);
        text.members(report, "");
        return text.lines;
    }

    private void members(JsonObject object, String indent) {
        List<String> names =
                object.names().stream().filter(n -> !n.equals(Console.SCHEMA_VERSION)).toList();
        int width = names.stream().mapToInt(n -> label(n).length()).max().orElse(0);
        for (String name : names) {
            String label = indent + pad(label(name), width) + INDENT;
            Object value = object.value(name).orElse("-");
            if (value instanceof JsonObject nested) {
                lines.add(indent + label(name));
                members(nested, indent + INDENT);
            } else if (value instanceof List<?> list && holdsObjects(list)) {
                lines.add(indent + label(name));
                rows(list.stream().map(JsonObject.class::cast).toList(), indent + INDENT);
            } else if (value instanceof List<?> list && holdsSentences(list)) {
                lines.add(indent + label(name));
                list.forEach(
                        sentence ->
                                lines.addAll(
                                        LineWrap.of(
                                                indent + INDENT,
                                                text(sentence),
                                                columns,
                                                indent + INDENT + INDENT)));
            } else {
                member(label, indent, name, value);
                if (isSha256(value) && name.equals(FINGERPRINT) && object.has(KIND)) {
                    plainDigits(label, indent, String.valueOf(value));
                }
            }
        }
    }

    /**
     * What was looked at, whatever kind of thing it is, has its fingerprint once more, to copy or
     * to search for: in one piece, and not on a terminal that is too narrow for that.
     */
    private void plainDigits(String label, String indent, String hex) {
        boolean isBelow = columns > 0 && label.length() + hex.length() > columns;
        String before = isBelow ? indent + INDENT : " ".repeat(label.length());
        if (columns == 0 || before.length() + hex.length() <= columns) {
            lines.add(before + hex);
        }
    }

    private void member(String label, String indent, String name, Object value) {
        List<?> values = value instanceof List<?> list ? list : List.of(value);
        if (!values.isEmpty() && values.stream().allMatch(ReportText::isSha256)) {
            for (int i = 0; i < values.size(); i++) {
                sha256(i == 0 ? label : "", label, indent, values.get(i));
            }
            return;
        }
        String text = text(value);
        int longestWord = Stream.of(text.split(" ")).mapToInt(String::length).max().orElse(0);
        boolean isBelow =
                columns > 0
                        && label.length() + text.length() > columns
                        && (label.length() + longestWord > columns
                                || columns - label.length() < columns / 2);
        String next = isBelow ? indent + INDENT : " ".repeat(label.length());
        if (isBelow) {
            lines.add(label.stripTrailing());
        }
        String prefix = isBelow ? next : label;
        lines.addAll(
                name.equals(COMMAND)
                        ? LineWrap.ofCommand(prefix, text, columns, next)
                        : LineWrap.of(prefix, text, columns, next).stream()
                                .map(String::stripTrailing)
                                .toList());
    }

    private static boolean isSha256(Object value) {
        return value instanceof String text && Sha256.isHex(text);
    }

    /** What two people compare: numbered rows, the first beside the label if there is room. */
    private void sha256(String label, String column, String indent, Object hex) {
        boolean isBelow = columns > 0 && column.length() + ROW_CHARS > columns;
        String before = isBelow ? indent + INDENT : " ".repeat(column.length());
        if (isBelow && !label.isEmpty()) {
            lines.add(label.stripTrailing());
        }
        List<String> rows = DigestRows.of(String.valueOf(hex));
        lines.add((isBelow || label.isEmpty() ? before : label) + rows.get(0));
        rows.stream().skip(1).forEach(row -> lines.add(before + row));
    }

    private static boolean holdsObjects(List<?> list) {
        return !list.isEmpty() && list.stream().allMatch(JsonObject.class::isInstance);
    }

    /** People compare a number row by row: a table's cell would break its rows. */
    private static boolean holdsRows(List<?> list) {
        return list.stream().anyMatch(text -> DIGEST_ROW.matcher(String.valueOf(text)).matches());
    }

    /** Sentences and commands have blanks and commas of their own: a line each. */
    private static boolean holdsSentences(List<?> list) {
        return list.stream().anyMatch(text -> String.valueOf(text).contains(" "));
    }

    /** A table; rows that have parts of their own, or are wider than the terminal, are blocks. */
    private void rows(List<JsonObject> rows, String indent) {
        if (rows.stream().noneMatch(ReportText::hasParts)) {
            List<String> table = table(rows).stream().map(line -> indent + line).toList();
            if (columns == 0 || table.stream().allMatch(line -> line.length() <= columns)) {
                lines.addAll(table);
                return;
            }
        }
        for (JsonObject row : rows) {
            members(row, indent);
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
                                        || (value instanceof List<?> list
                                                && (holdsObjects(list) || holdsRows(list))));
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
        String text = VisibleText.oneLine(String.valueOf(value));
        return text.isEmpty() ? "-" : text;
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
