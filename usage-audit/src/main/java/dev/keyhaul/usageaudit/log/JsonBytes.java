package dev.keyhaul.usageaudit.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Walks over JSON that lies in memory, and skips most of it: a log's row has thirty members, of
 * which the audit needs a dozen. What it walks over must be JSON (RFC 8259); texts that are only
 * skipped are not looked into, but for their ends. Twice as fast as a parser that hands out each
 * token.
 *
 * <p>A value that is read or skipped leaves {@link #at} behind it.
 */
final class JsonBytes {
    private static final int MAX_DEPTH = 64;
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = 0x8080_8080_8080_8080L;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final long BLANKS = ONES * ' ';

    byte[] bytes = new byte[0];
    int at;
    int end;

    /** Newlines that were passed between values. */
    long lines;

    /** The text that was read last: its bytes, and where they are. */
    byte[] text = new byte[0];

    int textFrom;
    int textLength;

    private final UnescapedText unescaped = new UnescapedText();

    /** It is no JSON. Thrown for each damaged row, so without a trace. */
    static final class NotJsonException extends Exception {
        private static final long serialVersionUID = 1L;

        NotJsonException() {
            super("not JSON", null, false, false);
        }
    }

    /** It goes on behind the bytes that there are. */
    static final class MoreNeededException extends Exception {
        private static final long serialVersionUID = 1L;

        MoreNeededException() {
            super("more bytes needed", null, false, false);
        }
    }

    /** Returns the next byte that is no white space, and leaves it there. */
    int next() throws MoreNeededException {
        while (at < end) {
            byte b = bytes[at];
            if (b > ' ' || b < 0) {
                return b;
            }
            if (b == '\n') {
                lines++;
            } else if (b != ' ' && b != '\r' && b != '\t') {
                return b;
            }
            at++;
        }
        throw new MoreNeededException();
    }

    void expect(char wanted) throws NotJsonException, MoreNeededException {
        if (next() != wanted) {
            throw new NotJsonException();
        }
        at++;
    }

    /**
     * After a member or an element: true when another one follows, false behind the closing one.
     */
    boolean goesOn(char close) throws NotJsonException, MoreNeededException {
        int c = next();
        at++;
        if (c == ',') {
            return true;
        }
        if (c == close) {
            return false;
        }
        throw new NotJsonException();
    }

    /** Behind an opening bracket: true, and behind it, when it closes at once. */
    boolean isEmpty(char close) throws MoreNeededException {
        if (next() != close) {
            return false;
        }
        at++;
        return true;
    }

    /** Reads a member's name and its colon; the name is the {@link #text} then. */
    void name() throws NotJsonException, MoreNeededException {
        if (next() != '"') {
            throw new NotJsonException();
        }
        readText();
        expect(':');
    }

    /** Reads a text, without its escapes. */
    void readText() throws NotJsonException, MoreNeededException {
        int from = at + 1;
        at = from;
        toEndOfText();
        text = bytes;
        textFrom = from;
        textLength = at - from;
        if (bytes[at] == '\\') {
            unescape(from);
        }
        at++;
    }

    /** Reads a number or literal as the text that it is. */
    void readBare() throws NotJsonException, MoreNeededException {
        int from = at;
        skipBare();
        text = bytes;
        textFrom = from;
        textLength = at - from;
    }

    boolean textIs(byte[] wanted) {
        if (textLength != wanted.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (text[textFrom + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    /** Shortens the text that was read last to what follows the last {@code mark} in it. */
    void textFromLast(char mark) {
        for (int i = textLength - 1; i >= 0; i--) {
            if (text[textFrom + i] == mark) {
                textFrom += i + 1;
                textLength -= i + 1;
                return;
            }
        }
    }

    void skipValue() throws NotJsonException, MoreNeededException {
        skipValue(0);
    }

    private void skipValue(int depth) throws NotJsonException, MoreNeededException {
        switch (next()) {
            case '"' -> skipText();
            case '{' -> {
                at++;
                skipObject(depth + 1);
            }
            case '[' -> {
                at++;
                skipArray(depth + 1);
            }
            default -> skipBare();
        }
    }

    private void skipObject(int depth) throws NotJsonException, MoreNeededException {
        if (depth > MAX_DEPTH) {
            throw new NotJsonException();
        }
        if (isEmpty('}')) {
            return;
        }
        do {
            if (next() != '"') {
                throw new NotJsonException();
            }
            skipText();
            expect(':');
            skipValue(depth);
        } while (goesOn('}'));
    }

    private void skipArray(int depth) throws NotJsonException, MoreNeededException {
        if (depth > MAX_DEPTH) {
            throw new NotJsonException();
        }
        if (isEmpty(']')) {
            return;
        }
        do {
            skipValue(depth);
        } while (goesOn(']'));
    }

    private void skipText() throws NotJsonException, MoreNeededException {
        at++;
        toEndOfText();
        while (bytes[at] == '\\') {
            at += 2;
            toEndOfText();
        }
        at++;
    }

    /**
     * Goes to the next quote or backslash; eight bytes at a time, of which each that may end it
     * shows a high bit.
     */
    private void toEndOfText() throws NotJsonException, MoreNeededException {
        int i = at;
        while (i + Long.BYTES <= end) {
            long eight = (long) EIGHT_BYTES.get(bytes, i);
            long quote = eight ^ QUOTES;
            long backslash = eight ^ BACKSLASHES;
            long found =
                    (((quote - ONES) & ~quote)
                                    | ((backslash - ONES) & ~backslash)
                                    | ((eight - BLANKS) & ~eight))
                            & HIGHS;
            if (found != 0) {
                i += Long.numberOfTrailingZeros(found) >>> 3;
                break;
            }
            i += Long.BYTES;
        }
        for (; i < end; i++) {
            byte b = bytes[i];
            if (b == '"' || b == '\\') {
                at = i;
                return;
            }
            if (b >= 0 && b < ' ') {
                throw new NotJsonException();
            }
        }
        throw new MoreNeededException();
    }

    private void skipBare() throws NotJsonException, MoreNeededException {
        int from = at;
        int i = at;
        while (i < end && JsonBare.isPart(bytes[i])) {
            i++;
        }
        if (i == end) {
            throw new MoreNeededException();
        }
        at = i;
        if (!JsonBare.isValue(bytes, from, i)) {
            throw new NotJsonException();
        }
    }

    /** Copies the text without its escapes, from its start to its quote. */
    private void unescape(int from) throws NotJsonException, MoreNeededException {
        unescaped.clear();
        int copied = from;
        while (true) {
            unescaped.append(bytes, copied, at);
            if (bytes[at] == '"') {
                break;
            }
            if (at + UnescapedText.LONGEST_ESCAPE >= end) {
                throw new MoreNeededException();
            }
            at += unescaped.appendEscaped(bytes, at);
            copied = at;
            toEndOfText();
        }
        text = unescaped.bytes;
        textFrom = 0;
        textLength = unescaped.length;
    }
}
