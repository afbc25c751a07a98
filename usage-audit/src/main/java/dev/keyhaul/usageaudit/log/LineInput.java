package dev.keyhaul.usageaudit.log;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Lines of bounded length. */
final class LineInput implements AutoCloseable {
    static final int MAX_LINE_BYTES = 64 * 1024;

    private InputStream in = InputStream.nullInputStream();
    private final byte[] buffer = new byte[2 * MAX_LINE_BYTES];
    private int start;
    private int end;
    private int lineEnd;
    private boolean tooLong;
    private long number;

    /** Goes to another input. */
    void reset(InputStream other) throws IOException {
        in.close();
        in = other;
        start = 0;
        end = 0;
        lineEnd = 0;
        tooLong = false;
        number = 0;
    }

    /** Goes to the next line; false at the end. */
    boolean next() throws IOException {
        start = lineEnd;
        number++;
        tooLong = false;
        int at = start;
        while (true) {
            while (at < end) {
                if (buffer[at++] == '\n') {
                    lineEnd = at;
                    return true;
                }
            }
            if (end - start > MAX_LINE_BYTES) {
                // What is known of it is enough; the rest is read and forgotten.
                tooLong = true;
                start = end;
            }
            if (start > 0) {
                System.arraycopy(buffer, start, buffer, 0, end - start);
                end -= start;
                start = 0;
            }
            at = end;
            int count = in.read(buffer, end, buffer.length - end);
            if (count <= 0) {
                lineEnd = end;
                return end > 0 || tooLong;
            }
            end += count;
        }
    }

    boolean isTooLong() {
        return tooLong || lineEnd - start > MAX_LINE_BYTES;
    }

    /** Whether the first line begins with a mark of UTF-16. */
    boolean isUtf16() {
        if (number > 1 || lineEnd - start < 2) {
            return false;
        }
        int mark = (buffer[start] & 0xFF) << Byte.SIZE | (buffer[start + 1] & 0xFF);
        return mark == 0xFEFF || mark == 0xFFFE;
    }

    long number() {
        return number;
    }

    /** Returns the line without its end and without a byte order mark. */
    String text() {
        int length = lineEnd - start;
        while (length > 0
                && (buffer[start + length - 1] == '\n' || buffer[start + length - 1] == '\r')) {
            length--;
        }
        String text = new String(buffer, start, length, StandardCharsets.UTF_8);
        return number == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
