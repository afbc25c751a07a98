package dev.keyhaul.usageaudit.log;

import dev.keyhaul.usageaudit.log.JsonBytes.MoreNeededException;
import dev.keyhaul.usageaudit.log.JsonBytes.NotJsonException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Streams the rows of a vault's or Managed HSM's AuditEvent log: one object a line, a bare array,
 * or {@code {"records": […]}}, also several of them one after another; plain or gzipped.
 *
 * <p>A bad record is counted and located, and reading goes on in the line behind its start, so that
 * a damaged line costs itself alone. Memory is bounded by {@value LogWindow#MAX_RECORD_BYTES} bytes
 * a record. Not thread-safe; the caller closes it.
 */
public final class VaultLogReader implements AutoCloseable {
    private static final int MAX_DEPTH = 16;

    private final BadLines badLines;
    private final LogWindow window = new LogWindow();
    private final JsonBytes json = new JsonBytes();
    private final VaultRecord record = new VaultRecord();
    private final RowShapes shapes;
    private final byte[] wrappers = new byte[MAX_DEPTH];
    private FileLog log;
    private int depth;
    private long rows;
    private boolean recovering;
    private boolean ended = true;

    /** The record or other value that is being read; the white space before it is behind us. */
    private boolean inValue;

    private int valueAt;
    private long linesBefore;

    /**
     * Prepares a reader for one file after another; what it cannot read goes to {@code badLines}.
     */
    public VaultLogReader(BadLines badLines) {
        this(badLines, RowShapes.MOST);
    }

    /** Remembers so many shapes of rows; with none it reads each row member by member. */
    VaultLogReader(BadLines badLines, int mostShapes) {
        this.badLines = badLines;
        shapes = new RowShapes(mostShapes);
        log = new FileLog(0, "", badLines);
        json.bytes = window.bytes;
    }

    /**
     * Goes to the next file, which is closed with this or by the next.
     *
     * @param number the file's number in {@link LogPosition}
     * @param name the file's name in {@link BadLine}
     * @throws IOException when not even the first bytes can be read
     */
    public void open(InputStream in, int number, String name) throws IOException {
        window.reset(GzipBounds.open(in));
        log = new FileLog(number, name, badLines);
        json.at = 0;
        json.end = 0;
        json.lines = 0;
        depth = 0;
        rows = 0;
        recovering = false;
        ended = false;
        inValue = false;
        valueAt = 0;
        skipByteOrderMark();
    }

    private void skipByteOrderMark() throws IOException {
        while (window.end < 4 && window.fill(0)) {
            // A few bytes may come at a time.
        }
        json.end = window.end;
        if (json.end > 2 && (json.bytes[0] & 0xff) == 0xEF) {
            json.at = 3;
        } else if (json.end > 1 && (json.bytes[0] == (byte) 0xFE || json.bytes[0] == (byte) 0xFF)) {
            log.bad(1, "not UTF-8 text; the rest of the file is not read");
            ended = true;
        }
    }

    /**
     * Returns the next row, or null at the end. Whatever a file holds, it is at worst a bad line.
     */
    public @Nullable VaultEvent next() {
        while (!ended) {
            try {
                VaultEvent event = readNext();
                if (event != null) {
                    return event;
                }
            } catch (IOException e) {
                log.bad(line(), "the rest of the file cannot be read: " + log.reason(e));
                ended = true;
            }
        }
        return null;
    }

    private @Nullable VaultEvent readNext() throws IOException {
        inValue = false;
        try {
            int first = json.next();
            inValue = true;
            valueAt = json.at;
            linesBefore = json.lines;
            if (first == '{') {
                return readRecord();
            }
            readWrapper(first);
        } catch (MoreNeededException e) {
            readMore();
        } catch (NotJsonException e) {
            goOn("not JSON");
        }
        return null;
    }

    private long line() {
        return (inValue ? linesBefore : json.lines) + 1;
    }

    private @Nullable VaultEvent readRecord() throws NotJsonException, MoreNeededException {
        VaultOrigin known = shapes.read(json);
        if (known != null) {
            return shapedRow(known);
        }
        VaultRecord.Outcome outcome = record.read(json);
        if (outcome == VaultRecord.Outcome.WRAPPER) {
            push((byte) '{');
            return null;
        }
        rows++;
        if (outcome == VaultRecord.Outcome.EVENT) {
            VaultEvent event = record.event(log.position(rows));
            shapes.learn(json, valueAt, json.lines - linesBefore, record.spans, event.origin());
            return event;
        }
        if (outcome == VaultRecord.Outcome.BAD) {
            log.bad(line(), record.problem());
        }
        return null;
    }

    private VaultEvent shapedRow(VaultOrigin origin) {
        RowShape.Values values = shapes.values;
        rows++;
        return new VaultEvent(
                log.position(rows), values.ticks, origin, values.durationMs, values.correlationId);
    }

    /**
     * What stands around records: an array's brackets and commas, and what is beside {@code
     * records}.
     */
    private void readWrapper(int first) throws NotJsonException, MoreNeededException {
        switch (first) {
            case '[' -> {
                push((byte) '[');
                json.at++;
            }
            case ']', '}' -> {
                if (depth > 0 && wrappers[depth - 1] == (first == ']' ? '[' : '{')) {
                    depth--;
                } else if (!recovering) {
                    throw new NotJsonException();
                }
                json.at++;
            }
            case ',' -> {
                // Behind a bad record of an array stand its commas and its end: no mistakes of
                // their own.
                if (depth == 0 && !recovering) {
                    throw new NotJsonException();
                }
                json.at++;
            }
            default -> {
                if (first != '"' || depth == 0 || wrappers[depth - 1] != '{') {
                    throw new NotJsonException();
                }
                json.name();
                if (!json.textIs(VaultRecord.RECORDS) || json.next() != '[') {
                    json.skipValue();
                }
            }
        }
    }

    private void push(byte wrapper) throws NotJsonException {
        if (depth == MAX_DEPTH) {
            throw new NotJsonException();
        }
        wrappers[depth++] = wrapper;
    }

    private void readMore() throws IOException {
        int keep = inValue ? valueAt : json.at;
        if (inValue) {
            json.lines = linesBefore;
        }
        boolean more;
        try {
            more = window.fill(keep);
        } catch (LogWindow.RecordTooLongException e) {
            json.at = 0;
            json.end = window.end;
            valueAt = 0;
            goOn(LogWindow.TOO_LONG);
            return;
        }
        json.at = 0;
        json.end = window.end;
        if (!more) {
            if (inValue) {
                log.bad(line(), "ends in the middle of a record");
            }
            ended = true;
        }
    }

    /** Goes on behind the line in which the bad value begins. */
    private void goOn(String reason) throws IOException {
        log.bad(line(), reason);
        rows++;
        depth = 0;
        recovering = true;
        json.lines = linesBefore + 1;
        int i = valueAt;
        while (true) {
            while (i < json.end) {
                if (json.bytes[i++] == '\n') {
                    json.at = i;
                    return;
                }
            }
            if (!window.fill(json.end)) {
                ended = true;
                return;
            }
            json.end = window.end;
            i = 0;
        }
    }

    @Override
    public void close() throws IOException {
        window.close();
    }
}
