package dev.keyhaul.cli.line;

import dev.keyhaul.cli.console.LineWrap;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text of help in its parts: paragraphs, points that begin with a hyphen, tables and examples,
 * which are indented. A table is an example in which two blanks or more separate two columns.
 */
final class HelpBlocks {
    private static final Pattern ROW = Pattern.compile("  (\\S+(?: \\S+)*)  +(\\S.*)");
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

    private HelpBlocks() {}

    static List<Block> of(List<String> lines) {
        HelpBlocks parts = new HelpBlocks();
        lines.forEach(parts::add);
        parts.endIndented();
        return parts.blocks;
    }

    private void add(String line) {
        if (line.startsWith(" ") || (line.isEmpty() && !indented.isEmpty())) {
            indented.add(line);
            return;
        }
        endIndented();
        if (line.startsWith(POINT)) {
            blocks.add(new Point(line.substring(POINT.length())));
        } else if (!line.isEmpty()) {
            blocks.add(new Paragraph(line));
        }
    }

    private void endIndented() {
        List<String> lines = String.join("\n", indented).stripTrailing().lines().toList();
        indented.clear();
        if (!lines.isEmpty()) {
            List<Matcher> rows = lines.stream().map(ROW::matcher).filter(Matcher::matches).toList();
            blocks.add(
                    rows.size() == lines.size()
                            ? new Table(rows.stream().map(HelpBlocks::row).toList())
                            : new Example(example(lines)));
        }
    }

    private static Row row(Matcher line) {
        return new Row(line.group(1), line.group(2));
    }

    /** Long commands are broken as help breaks them. */
    private static List<String> example(List<String> lines) {
        return new HelpPage(LineWrap.USUAL_COLUMNS)
                .filled(lines).stream().map(l -> l.isEmpty() ? l : l.substring(2)).toList();
    }
}
