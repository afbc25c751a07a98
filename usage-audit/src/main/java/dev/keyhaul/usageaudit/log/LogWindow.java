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

    static final int CHUNK_BYTES = 128 * 1024;

    final byte[] bytes = new byte[MAX_RECORD_BYTES + CHUNK_BYTES];

    /** Where the next value begins. */
    int at;

    int end;

    /** The line of {@link #at}, from 1. */
    long line = 1;

    private InputStream in = InputStream.nullInputStream();

    /** Goes to another input. */
    void reset(InputStream other) throws IOException {
        in.close();
        in = other;
        at = 0;
        end = 0;
        line = 1;
    }

    /** Whether as much of the current record is in memory as is allowed. */
    boolean isFull() {
        return end - at > MAX_RECORD_BYTES;
    }

    /**
     * Moves the current record to the front and reads more behind it; false at the end of the log.
     * An incomplete record is parsed from its start again: so this reads as much as there is
     * already, and never the few bytes that an input may give at once.
     */
    boolean fill() throws IOException {
        System.arraycopy(bytes, at, bytes, 0, end - at);
        end -= at;
        at = 0;
        int count =
                in.readNBytes(bytes, end, Math.min(Math.max(CHUNK_BYTES, end), bytes.length - end));
        end += count;
        return count > 0;
    }

    /** Goes to the next byte that is not white space; false if memory has no such byte. */
    boolean skipBlanks() {
        while (at < end) {
            switch (bytes[at]) {
                case '\n' -> line++;
                case ' ', '\r', '\t' -> {}
                default -> {
                    return true;
                }
            }
            at++;
        }
        return false;
    }

    /** Goes behind a value. */
    void skip(int length, int newlines) {
        at += length;
        line += newlines;
    }

    /** Goes to the next line; false at the end. */
    boolean skipLine() throws IOException {
        do {
            while (at < end) {
                if (bytes[at++] == '\n') {
                    line++;
                    return true;
                }
            }
        } while (fill());
        return false;
    }

    void close() throws IOException {
        in.close();
    }
}
