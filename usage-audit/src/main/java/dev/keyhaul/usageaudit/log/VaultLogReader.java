package dev.keyhaul.usageaudit.log;

import dev.keyhaul.core.argument.Arguments;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Streams the rows of a vault's or Managed HSM's AuditEvent log: one object a line, a bare array,
 * or {@code {"records": […]}}, also several of them one after another; or a table of Log Analytics
 * as comma-separated values; plain or gzipped.
 *
 * <p>A bad record is counted and located, and reading goes on in the line behind its start, so that
 * a damaged line costs itself alone. Memory is bounded by {@value LogWindow#MAX_RECORD_BYTES} bytes
 * a record. Not thread-safe; the caller closes it.
 *
 * @since 0.1.0
 */
public final class VaultLogReader implements LogReader {
    private static final int MAX_DEPTH = 16;
    private static final String NOT_JSON = "not JSON";
    private static final String TOO_LONG = "longer than " + LogWindow.MAX_RECORD_BYTES + " bytes";

    private final BadLines badLines;
    private final LogWindow window = new LogWindow();
    private final RecentValues<String, KeyUri> uris = new RecentValues<>(KeyUri::parse);
    private final RecentValues<LoggedOrigin, VaultOrigin> origins =
            new RecentValues<>(VaultOrigin::of);

    /** The brackets that are open around the next record. */
    private final StringBuilder wrappers = new StringBuilder();

    /** Of a file of comma-separated values. */
    private @Nullable CsvColumns columns;

    private FileLog log;
    private long rows;
    private long lineOfRow;
    private boolean recovering;
    private boolean ended = true;

    /**
     * Prepares a reader for one file after another; what it cannot read goes to {@code badLines}.
     */
    public VaultLogReader(BadLines badLines) {
        Arguments.notNull("badLines", badLines);
        this.badLines = badLines;
        log = new FileLog(0, "", badLines);
    }

    @Override
    public void open(InputStream in, int number, String name) throws IOException {
        Arguments.notNull("in", in, "name", name);
        window.reset(GzipBounds.open(in));
        log = new FileLog(number, name, badLines);
        wrappers.setLength(0);
        rows = 0;
        recovering = false;
        ended = false;
        window.fill();
        skipByteOrderMark(window.bytes);
        columns = ended || isJson() ? null : readHeader();
    }

    private boolean isJson() {
        return window.skipBlanks()
                && (window.bytes[window.at] == '{' || window.bytes[window.at] == '[');
    }

    /** Windows PowerShell writes a line with the type of its objects before it. */
    private @Nullable CsvColumns readHeader() {
        CsvRow row = CsvRow.read(window.bytes, window.at, window.end);
        int typeLength = row.cells().get(0).startsWith("#TYPE ") ? row.length() : 0;
        if (typeLength > 0) {
            row = CsvRow.read(window.bytes, window.at + typeLength, window.end);
        }
        CsvColumns found = new CsvColumns(row.cells());
        if (!found.isHeader()) {
            requireCommas(String.join(",", row.cells()));
            return null;
        }
        if (found.isLocalTime()) {
            bad("TimeGenerated is not in UTC; the rest of the file is not read");
            ended = true;
        }
        rows = typeLength > 0 ? 2 : 1;
        window.skip(typeLength + row.length(), row.newlines() + (int) rows - 1);
        return found;
    }

    /** Excel writes semicolons in some countries, and tabs as text. */
    private void requireCommas(String header) {
        for (String separator : List.of(";", "\t")) {
            if (new CsvColumns(List.of(header.split(separator, -1))).isHeader()) {
                bad("its columns must be separated by commas; the rest of the file is not read");
                ended = true;
            }
        }
    }

    private void skipByteOrderMark(byte[] bytes) {
        if (window.end > 2 && bytes[0] == (byte) 0xEF) {
            window.at = 3;
        } else if (window.end > 1 && (bytes[0] == (byte) 0xFE || bytes[0] == (byte) 0xFF)) {
            bad(FileLog.UTF_16);
            ended = true;
        }
    }

    private void bad(String reason) {
        log.bad(window.line, reason);
    }

    @Override
    public @Nullable VaultEvent next() {
        while (!ended) {
            try {
                VaultEvent event = readNext();
                if (event != null) {
                    return event;
                }
            } catch (IOException e) {
                bad("the rest of the file cannot be read: " + log.reason(e));
                ended = true;
            }
        }
        return null;
    }

    private @Nullable VaultEvent readNext() throws IOException {
        if (!window.skipBlanks()) {
            ended = !window.fill();
            return null;
        }
        if (columns != null) {
            return readCells(columns);
        }
        byte first = window.bytes[window.at];
        switch (first) {
            case '{' -> {
                return readObject(first);
            }
            case '[' -> enter("[", 1, 0);
            case ']' -> leave('[');
            case '}' -> leave('{');
            case ',' -> comma();
            default -> skipBad(NOT_JSON);
        }
        return null;
    }

    /** Behind a bad record in an array stand its comma and the array's end: these are no errors. */
    private void comma() throws IOException {
        if (isIn('{')) {
            readObject((byte) ',');
        } else if (wrappers.isEmpty() && !recovering) {
            skipBad(NOT_JSON);
        } else {
            window.at++;
        }
    }

    /**
     * Reads an object. The members behind {@code records} in a wrapper are read as an object too,
     * with the comma before them as its brace.
     */
    private @Nullable VaultEvent readObject(byte first) throws IOException {
        window.bytes[window.at] = '{';
        VaultRecord record = VaultRecord.read(window.bytes, window.at, window.end);
        window.bytes[window.at] = first;
        boolean isRest = first == ',';
        switch (record.outcome()) {
            case INCOMPLETE -> readMore();
            case NOT_JSON -> skipBad(NOT_JSON);
            case WRAPPER -> enter(isRest ? "[" : "{[", record.length(), record.newlines());
            case EVENT, OTHER, BAD -> {
                VaultEvent event = isRest ? null : row(record);
                window.skip(record.length(), record.newlines());
                if (isRest) {
                    wrappers.setLength(wrappers.length() - 1);
                }
                return event;
            }
        }
        return null;
    }

    private @Nullable VaultEvent readCells(CsvColumns table) throws IOException {
        CsvRow row = CsvRow.read(window.bytes, window.at, window.end);
        if (!row.isComplete() && window.isFull()) {
            skipBad(TOO_LONG);
            return null;
        }
        if (!row.isComplete() && window.fill()) {
            return null;
        }
        if (row.isQuoted()) {
            skipBad("ends in the middle of a record");
            return null;
        }
        if (row.cells().size() != table.names().size()) {
            skipBad(row.cells().size() + " columns instead of " + table.names().size());
            return null;
        }
        VaultEvent event = row(table.record(row.cells()));
        window.skip(row.length(), row.newlines());
        return event;
    }

    private @Nullable VaultEvent row(VaultRecord record) {
        rows++;
        if (record.outcome() == VaultRecord.Outcome.BAD) {
            bad(record.problem());
        }
        if (record.outcome() == VaultRecord.Outcome.OTHER) {
            log.ofOtherCategory();
        }
        if (record.outcome() != VaultRecord.Outcome.EVENT) {
            return null;
        }
        log.counted();
        lineOfRow = window.line;
        return record.event(log.position(rows), uris, origins);
    }

    /** Returns the line, from 1, in which the row that was returned last begins. */
    public long line() {
        return lineOfRow;
    }

    @Override
    public InputLines lines() {
        return log.lines();
    }

    private boolean isIn(char bracket) {
        int last = wrappers.length() - 1;
        return last >= 0 && wrappers.charAt(last) == bracket;
    }

    private void enter(String brackets, int length, int newlines) throws IOException {
        if (wrappers.length() + brackets.length() > MAX_DEPTH) {
            skipBad(NOT_JSON);
        } else {
            wrappers.append(brackets);
            window.skip(length, newlines);
        }
    }

    private void leave(char bracket) throws IOException {
        if (isIn(bracket)) {
            wrappers.setLength(wrappers.length() - 1);
        } else if (!recovering) {
            skipBad(NOT_JSON);
            return;
        }
        window.at++;
    }

    private void readMore() throws IOException {
        if (window.isFull()) {
            skipBad(TOO_LONG);
        } else if (!window.fill()) {
            bad("ends in the middle of a record");
            ended = true;
        }
    }

    /** Goes on behind the line in which the bad value begins. */
    private void skipBad(String reason) throws IOException {
        bad(reason);
        rows++;
        wrappers.setLength(0);
        recovering = true;
        ended = !window.skipLine();
    }

    @Override
    public void close() {
        try {
            window.close();
        } catch (IOException e) {
            throw log.notClosed(e);
        }
    }
}
