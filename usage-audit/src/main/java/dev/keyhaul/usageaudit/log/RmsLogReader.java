package dev.keyhaul.usageaudit.log;

import dev.keyhaul.core.argument.Arguments;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Streams the rows of Rights Management's usage log: W3C extended, tab-separated, its columns named
 * by {@code #Fields}; plain or gzipped. Rows may be out of order.
 *
 * <p>A bad line is counted and located. Not thread-safe; the caller closes it.
 *
 * @since 0.1.0
 */
public final class RmsLogReader implements LogReader {
    private static final String FIELDS = "#Fields:";

    /** What a log without {@code #Fields} has: version 1.1 of the format. */
    private static final List<String> COLUMNS =
            List.of(
                    "date",
                    "time",
                    "row-id",
                    "request-type",
                    "user-id",
                    "result",
                    "correlation-id",
                    "content-id",
                    "owner-email",
                    "issuer",
                    "template-id",
                    "file-name",
                    "date-published",
                    "c-info",
                    "c-ip",
                    "admin-action",
                    "acting-as-user");

    private final BadLines badLines;
    private final LineInput lines = new LineInput();
    private FileLog log;
    private final RecentValues<List<String>, RmsOrigin> origins = new RecentValues<>(RmsOrigin::of);
    private Map<String, Integer> columns = indexed(COLUMNS);
    private int columnCount = COLUMNS.size();
    private boolean ended;

    /**
     * Prepares a reader for one file after another; what it cannot read goes to {@code badLines}.
     */
    public RmsLogReader(BadLines badLines) {
        Arguments.notNull("badLines", badLines);
        this.badLines = badLines;
        log = new FileLog(0, "", badLines);
        ended = true;
    }

    @Override
    public void open(InputStream in, int number, String name) throws IOException {
        Arguments.notNull("in", in, "name", name);
        lines.reset(GzipBounds.open(in));
        log = new FileLog(number, name, badLines);
        columns = indexed(COLUMNS);
        columnCount = COLUMNS.size();
        ended = false;
    }

    @Override
    public @Nullable RmsEvent next() {
        while (!ended) {
            try {
                if (!lines.next()) {
                    ended = true;
                } else if (lines.isUtf16()) {
                    bad(FileLog.UTF_16);
                    ended = true;
                } else if (lines.isTooLong()) {
                    bad("longer than " + LineInput.MAX_LINE_BYTES + " bytes");
                } else {
                    RmsEvent event = row(lines.text());
                    if (event != null) {
                        return event;
                    }
                }
            } catch (IOException e) {
                bad("the rest of the file cannot be read: " + log.reason(e));
                ended = true;
            }
        }
        return null;
    }

    @Override
    public InputLines lines() {
        return log.lines();
    }

    private void bad(String reason) {
        log.bad(lines.number(), reason);
    }

    private @Nullable RmsEvent row(String line) {
        if (line.isBlank()) {
            return null;
        }
        if (line.startsWith("#")) {
            if (line.startsWith(FIELDS)) {
                List<String> names =
                        Arrays.asList(line.substring(FIELDS.length()).strip().split("\\s+"));
                columns = indexed(names);
                columnCount = names.size();
            }
            return null;
        }
        String[] cells = line.split("\t", -1);
        if (cells.length != columnCount) {
            bad(
                    cells.length == 1
                            ? "its columns are not separated by tabs"
                            : cells.length + " columns instead of " + columnCount);
            return null;
        }
        long ticks = LogTime.ticks(cell(cells, "date") + "T" + cell(cells, "time"));
        if (ticks == LogTime.NONE) {
            bad("invalid date or time");
            return null;
        }
        String request = cell(cells, "request-type");
        if (request.isEmpty()) {
            bad("no request-type");
            return null;
        }
        log.counted();
        return new RmsEvent(
                log.position(lines.number()),
                Math.floorDiv(ticks, 10_000L),
                origins.get(
                        List.of(
                                request,
                                cell(cells, "user-id"),
                                cell(cells, "result"),
                                cell(cells, "c-ip"))),
                LogId.of(cell(cells, "row-id")),
                LogId.of(cell(cells, "correlation-id")));
    }

    /** Without the single quotes of user-id and result; a dash stands for nothing. */
    private String cell(String[] cells, String name) {
        Integer column = columns.get(name);
        if (column == null) {
            return "";
        }
        String cell = cells[column].strip();
        if (cell.length() >= 2 && cell.startsWith("'") && cell.endsWith("'")) {
            cell = cell.substring(1, cell.length() - 1);
        }
        return cell.equals("-") ? "" : cell;
    }

    private static Map<String, Integer> indexed(List<String> names) {
        Map<String, Integer> columns = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            columns.putIfAbsent(names.get(i), i);
        }
        return columns;
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException e) {
            throw log.notClosed(e);
        }
    }
}
