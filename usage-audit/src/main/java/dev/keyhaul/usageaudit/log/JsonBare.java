package dev.keyhaul.usageaudit.log;

import java.nio.charset.StandardCharsets;

/** What stands in JSON without quotes: numbers and the three literals (RFC 8259 §3, §6). */
final class JsonBare {
    private static final int MAX_LENGTH = 64;

    private JsonBare() {}

    /** True when the bytes are a number, of at most 64 characters, or a literal. */
    static boolean isValue(byte[] bytes, int from, int to) {
        return from < to
                && to - from <= MAX_LENGTH
                && (isNumber(bytes, from, to) || isLiteral(bytes, from, to));
    }

    /** True for a byte that may be in one. */
    static boolean isPart(byte b) {
        return (b >= '0' && b <= '9')
                || (b >= 'a' && b <= 'z')
                || b == '-'
                || b == '+'
                || b == '.'
                || b == 'E';
    }

    private static boolean isLiteral(byte[] bytes, int from, int to) {
        String word = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
        return word.equals("true") || word.equals("false") || word.equals("null");
    }

    /** RFC 8259 §6. */
    private static boolean isNumber(byte[] bytes, int from, int to) {
        int i = bytes[from] == '-' ? from + 1 : from;
        int digits = i;
        i = afterDigits(bytes, i, to);
        if (i == digits || (bytes[digits] == '0' && i - digits > 1)) {
            return false;
        }
        if (i < to && bytes[i] == '.') {
            int fraction = i + 1;
            i = afterDigits(bytes, fraction, to);
            if (i == fraction) {
                return false;
            }
        }
        if (i < to && (bytes[i] == 'e' || bytes[i] == 'E')) {
            i++;
            if (i < to && (bytes[i] == '+' || bytes[i] == '-')) {
                i++;
            }
            int exponent = i;
            i = afterDigits(bytes, exponent, to);
            if (i == exponent) {
                return false;
            }
        }
        return i == to;
    }

    private static int afterDigits(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && bytes[i] >= '0' && bytes[i] <= '9') {
            i++;
        }
        return i;
    }
}
