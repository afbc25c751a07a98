package dev.keyhaul.usageaudit.log;

import java.io.IOException;
import java.io.InputStream;

/**
 * The part of a log that is in memory: the current record and what was read behind it. That bounds
 * a record.
 */
final class LogWindow {
    /** The service's rows have one to two kilobytes. */
    static final int MAX_RECORD_BYTES = 1024 * 1024;

    static final String TOO_LONG = "longer than " + MAX_RECORD_BYTES + " bytes";

    private static final int CHUNK_BYTES = 128 * 1024;

    final byte[] bytes = new byte[MAX_RECORD_BYTES + CHUNK_BYTES];
    int end;

    private InputStream in = InputStream.nullInputStream();

    /** Goes to another input. */
    void reset(InputStream other) throws IOException {
        in.close();
        in = other;
        end = 0;
    }

    /** The record that is being read is longer than the bound. */
    static final class RecordTooLongException extends IOException {
        private static final long serialVersionUID = 1L;

        RecordTooLongException() {
            super(TOO_LONG);
        }
    }

    /**
     * Moves what is from {@code keep} on to the front and reads more behind it; false at the end of
     * the log. A record that goes on is read from its start again: so as much is read as there is
     * already, and never the few bytes that an input may give at once.
     */
    boolean fill(int keep) throws IOException {
        System.arraycopy(bytes, keep, bytes, 0, end - keep);
        end -= keep;
        if (end > MAX_RECORD_BYTES) {
            throw new RecordTooLongException();
        }
        int count =
                in.readNBytes(bytes, end, Math.min(Math.max(CHUNK_BYTES, end), bytes.length - end));
        end += count;
        return count > 0;
    }

    void close() throws IOException {
        in.close();
    }
}
