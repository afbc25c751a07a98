package dev.keyhaul.usageaudit.log;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One row of comma-separated values (RFC 4180): a cell in quotes may hold commas, line ends, and
 * quotes that are doubled.
 *
 * @param cells its cells
 * @param length how many bytes it takes, its line end included
 * @param newlines how many newlines are in them
 * @param isComplete whether its line end is among the bytes
 * @param isQuoted whether the bytes end inside a quoted cell
 */
record CsvRow(List<String> cells, int length, int newlines, boolean isComplete, boolean isQuoted) {
    /** Reads the row that begins at {@code from}. */
    static CsvRow read(byte[] bytes, int from, int to) {
        List<String> cells = new ArrayList<>();
        ByteArrayOutputStream cell = new ByteArrayOutputStream();
        boolean quoted = false;
        int newlines = 0;
        for (int at = from; at < to; at++) {
            byte value = bytes[at];
            newlines += value == '\n' ? 1 : 0;
            if (value == '"' && quoted && at + 1 < to && bytes[at + 1] == '"') {
                cell.write('"');
                at++;
            } else if (value == '"') {
                quoted = !quoted;
            } else if (value == ',' && !quoted) {
                cells.add(cell.toString(StandardCharsets.UTF_8));
                cell.reset();
            } else if (value == '\n' && !quoted) {
                cells.add(withoutReturn(cell));
                return new CsvRow(cells, at + 1 - from, newlines, true, false);
            } else {
                cell.write(value);
            }
        }
        cells.add(withoutReturn(cell));
        return new CsvRow(cells, to - from, newlines, false, quoted);
    }

    private static String withoutReturn(ByteArrayOutputStream cell) {
        String text = cell.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
