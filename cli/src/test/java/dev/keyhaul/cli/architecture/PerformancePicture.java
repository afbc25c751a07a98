package dev.keyhaul.cli.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bars of performance.svg, drawn from the first table of the document: the picture cannot show
 * another run than the table beside it.
 */
final class PerformancePicture {
    /** The document with the table. */
    static final Path TABLE = Documents.ROOT.resolve("docs/dev/PERFORMANCE.md");

    static final Path PICTURE = Documents.ROOT.resolve("docs/performance.svg");

    private static final Pattern MACHINE =
            Pattern.compile("measured on an ([^(]+) \\(([^)]+)\\)", Pattern.DOTALL);

    /** The sentence before the table, its head, and its rows. */
    private static final Pattern MEASURED =
            Pattern.compile("(?m)^(.+):\\n\\n(\\| by \\|.*)\\n\\|[-|]+\\n((?:\\|.*\\n)+)");

    private static final Pattern COLUMN = Pattern.compile("(wrap|unwrap), (?:JDK )?(\\d+), µs");

    private static final int WIDTH = 640;
    private static final int BARS = 210;
    private static final int LONGEST = 300;
    private static final int LINE_CHARACTERS = 78;

    private static final String HEAD =
            """
            <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" role="img" aria-labelledby="title desc">
              <title id="title">Times of a wrap and an unwrap</title>
              <desc id="desc">%3$s</desc>
              <style>
                svg { background: #ffffff; color: #1b1f24; font: 14px -apple-system, "Segoe UI", Roboto, Arial, "Liberation Sans", "DejaVu Sans", sans-serif; }
                text { fill: currentColor; }
                .head { font-size: 16px; font-weight: 600; }
                .end { text-anchor: end; }
                .default { fill: #0b63ce; }
                .other { fill: #7d8590; }
                @media (prefers-color-scheme: dark) {
                  svg { background: #0d1117; color: #e6edf3; }
                  .default { fill: #6cb0ff; }
                  .other { fill: #8b949e; }
                }
              </style>
            """;

    private final StringBuilder svg = new StringBuilder();
    private final StringBuilder described = new StringBuilder("Microseconds of processor time. ");
    private int y = 6;

    /** Writes the picture to the file that is named, as .build/pictures does. */
    public static void main(String[] args) throws IOException {
        Files.writeString(Path.of(args[0]), of(Files.readString(TABLE)));
    }

    /** Returns the picture of a document's table. */
    static String of(String document) {
        return new PerformancePicture().draw(document);
    }

    private String draw(String document) {
        MatchResult measured = found(MEASURED, document);
        MatchResult machine = found(MACHINE, document);
        List<String> columns = cells(measured.group(2));
        List<List<String>> rows = measured.group(3).lines().map(PerformancePicture::cells).toList();
        for (String way : List.of("wrap", "unwrap")) {
            panel(way, columns, rows);
        }
        y += 8;
        lines(measured.group(1) + ".");
        lines(machine.group(1) + ", " + machine.group(2).replaceAll("\\s+", " ") + ".");
        lines(
                "Shorter is faster; blue is the default. In brackets: Keyhaul's speed divided by"
                        + " that of the provider alone.");
        return HEAD.formatted(WIDTH, y + 10, described.toString().strip()) + svg + "</svg>\n";
    }

    private void panel(String way, List<String> columns, List<List<String>> rows) {
        y += svg.isEmpty() ? 20 : 32;
        add("<text class=\"head\" x=\"16\" y=\"%d\">%s, µs of processor time</text>", y, way);
        y += 8;
        List<Integer> shown = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            Matcher column = COLUMN.matcher(columns.get(i));
            if (column.matches() && column.group(1).equals(way)) {
                shown.add(i);
            }
        }
        double longest =
                rows.stream()
                        .flatMap(row -> shown.stream().map(row::get))
                        .mapToDouble(Double::parseDouble)
                        .max()
                        .orElseThrow();
        for (List<String> row : rows) {
            // What runs without Java has the same number in each column.
            boolean isJava = !row.get(shown.get(0) + 1).isEmpty();
            for (int column : isJava ? shown : shown.subList(0, 1)) {
                y += 21;
                String jdk = isJava ? "JDK " + found(COLUMN, columns.get(column)).group(2) : "";
                bar(column == shown.get(0) ? row.get(0) : "", jdk, row, column, longest);
                described.append(
                        "%s, %s%s: %s µs. "
                                .formatted(
                                        way,
                                        row.get(0),
                                        jdk.isEmpty() ? "" : ", " + jdk,
                                        row.get(column)));
            }
            y += 7;
        }
    }

    private void bar(String who, String jdk, List<String> row, int column, double longest) {
        add("<text x=\"16\" y=\"%d\">%s</text>", y, who);
        add("<text class=\"end\" x=\"%d\" y=\"%d\">%s</text>", BARS - 8, y, jdk);
        double width = Double.parseDouble(row.get(column)) / longest * LONGEST;
        add(
                "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"15\"/>",
                row.get(0).equals("SunJCE") ? "default" : "other", BARS, y - 13, width);
        String ratio = row.get(column + 1).replace("*", "");
        add(
                "<text x=\"%.1f\" y=\"%d\">%s%s</text>",
                BARS + width + 8, y, row.get(column), ratio.isEmpty() ? "" : " (" + ratio + ")");
    }

    private void lines(String text) {
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (line.length() + word.length() >= LINE_CHARACTERS) {
                line(line);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        line(line);
    }

    private void line(StringBuilder line) {
        y += 20;
        add("<text x=\"16\" y=\"%d\">%s</text>", y, line);
        line.setLength(0);
    }

    private void add(String format, Object... values) {
        String element = String.format(Locale.ROOT, format, values);
        if (!element.endsWith("></text>")) {
            svg.append("  ").append(element).append('\n');
        }
    }

    private static List<String> cells(String row) {
        String inner = row.strip().replaceAll("^\\||\\|$", "");
        return List.of(inner.split("\\|", -1)).stream().map(String::strip).toList();
    }

    private static MatchResult found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("not found: " + pattern);
        }
        return matcher.toMatchResult();
    }
}
