package dev.keyhaul.usageaudit.log;

import dev.keyhaul.usageaudit.log.JsonBytes.NotJsonException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A JSON text put together without its escapes (RFC 8259 §7), in UTF-8. Used again for each. */
final class UnescapedText {
    /** Backslash, u, and four digits. */
    static final int LONGEST_ESCAPE = 6;

    private static final int MOST_UTF8 = 4;

    byte[] bytes = new byte[256];
    int length;

    void clear() {
        length = 0;
    }

    void append(byte[] plain, int from, int to) {
        ensure(length + to - from);
        System.arraycopy(plain, from, bytes, length, to - from);
        length += to - from;
    }

    /**
     * Appends what the escape at {@code at} means; returns its length. There are {@value
     * #LONGEST_ESCAPE} bytes.
     */
    int appendEscaped(byte[] escaped, int at) throws NotJsonException {
        byte escape = escaped[at + 1];
        int plain =
                switch (escape) {
                    case '"', '\\', '/' -> escape;
                    case 'b' -> '\b';
                    case 'f' -> '\f';
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 't' -> '\t';
                    case 'u' -> hex(escaped, at + 2);
                    default -> throw new NotJsonException();
                };
        // Half of a pair (beyond the Basic Multilingual Plane) becomes a question mark.
        byte[] utf8 = String.valueOf((char) plain).getBytes(StandardCharsets.UTF_8);
        append(utf8, 0, utf8.length);
        return escape == 'u' ? LONGEST_ESCAPE : 2;
    }

    private void ensure(int wanted) {
        if (wanted + MOST_UTF8 > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(wanted + MOST_UTF8, 2 * bytes.length));
        }
    }

    private static int hex(byte[] digits, int from) throws NotJsonException {
        int value = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = Character.digit(digits[i], 16);
            if (digit < 0) {
                throw new NotJsonException();
            }
            value = value << 4 | digit;
        }
        return value;
    }
}
