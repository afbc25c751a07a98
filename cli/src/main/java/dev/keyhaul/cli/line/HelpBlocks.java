package dev.keyhaul.cli.line;

import dev.keyhaul.cli.console.LineWrap;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A text of help in its parts: paragraphs, points that begin with a hyphen, tables and examples,
 * which are indented. A table is an example in which two blanks or more separate two columns.
 */
final class HelpBlocks {
    /** A line of a paragraph that is as long as this, and no longer than that, goes on. */
    private static final int FULL_LINE = 75;

    private static final Pattern ROW = Pattern.compile("  (\\S+(?: \\S+)*)  +(\\S.*)");
    private static final Pattern MORE = Pattern.compile(" {6,}(\\S.*)");
    private static final String POINT = "- ";

    /** One part. */
    sealed interface Block {}

    /** A paragraph in one line. */
    record Paragraph(String text) implements Block {}

    /** A point of a list in one line. */
    record Point(String text) implements Block {}

    /** The rows of a table. */
    record Table(List<Row> rows) implements Block {}

    /** A row of a table. */
    record Row(String term, String meaning) {}

    /** What stays as it is, without its indent. */
    record Example(List<String> lines) implements Block {}

    private final List<Block> blocks = new ArrayList<>();
    private final List<String> indented = new ArrayList<>();
    private String open = "";

    private HelpBlocks() {}

    static List<Block> of(List<String> lines) {
        HelpBlocks parts = new HelpBlocks();
        lines.forEach(parts::add);
        parts.endParagraph();
        parts.endExample();
        return parts.blocks;
    }

    private void add(String line) {
        if (line.startsWith(" ") || (line.isEmpty() && !indented.isEmpty())) {
            endParagraph();
            indented.add(line);
            return;
        }
        endExample();
        if (line.isEmpty() || line.startsWith(POINT)) {
            endParagraph();
        }
        if (!line.isEmpty()) {
            open += (open.isEmpty() ? "" : " ") + line;
            if (line.length() < FULL_LINE || line.length() > CommandHelp.WIDTH) {
                endParagraph();
            }
        }
    }

    private void endParagraph() {
        if (open.startsWith(POINT)) {
            blocks.add(new Point(open.substring(POINT.length())));
        } else if (!open.isEmpty()) {
            blocks.add(new Paragraph(open));
        }
        open = "";
    }

    private void endExample() {
        while (!indented.isEmpty() && indented.get(indented.size() - 1).isEmpty()) {
            indented.remove(indented.size() - 1);
        }
        if (!indented.isEmpty()) {
            List<Row> rows = rows();
            blocks.add(
                    rows.isEmpty()
                            ? new Example(
                                    indented.stream()
                                            .map(l -> l.isEmpty() ? l : l.substring(2))
                                            .toList())
                            : new Table(rows));
            indented.clear();
        }
    }

    /** Returns the rows, or none if it is no table. */
    private List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (String line : indented) {
            Matcher row = ROW.matcher(line);
            Matcher more = MORE.matcher(line);
            if (row.matches()) {
                rows.add(new Row(row.group(1), row.group(2)));
            } else if (more.matches() && !rows.isEmpty()) {
                Row last = rows.remove(rows.size() - 1);
                rows.add(new Row(last.term(), last.meaning() + " " + more.group(1)));
            } else {
                return List.of();
            }
        }
        return rows;
    }

    /** Returns a text as lines of a terminal. */
    static List<String> wrapped(List<String> text, int columns) {
        int width = columns == 0 ? LineWrap.USUAL_COLUMNS : columns;
        List<String> lines = new ArrayList<>();
        Block before = new Example(List.of());
        for (Block block : of(text)) {
            if (!lines.isEmpty() && !(block instanceof Point && before instanceof Point)) {
                lines.add("");
            }
            lines.addAll(wrapped(block, width));
            before = block;
        }
        return lines;
    }

    private static List<String> wrapped(Block block, int width) {
        if (block instanceof Paragraph paragraph) {
            return LineWrap.of("", paragraph.text(), width, "");
        } else if (block instanceof Point point) {
            return LineWrap.of(POINT, point.text(), width, "  ");
        } else if (block instanceof Table table) {
            int term = table.rows().stream().mapToInt(row -> row.term().length()).max().orElse(1);
            NarrowHelp narrow = new NarrowHelp(width);
            return table.rows().stream()
                    .flatMap(
                            row ->
                                    narrow
                                            .summary(
                                                    ("  %-" + term + "s  ").formatted(row.term()),
                                                    row.meaning())
                                            .stream())
                    .toList();
        }
        return ((Example) block)
                .lines().stream()
                        .flatMap(
                                line ->
                                        line.isEmpty()
                                                ? Stream.of("")
                                                : LineWrap.of("  " + line, width).stream())
                        .toList();
    }
}
