package dev.keyhaul.usageaudit.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Gives the same String for the same bytes while it remembers them: operations, identities and
 * addresses repeat in each row, and a million copies would be made for nothing. One slot a hash:
 * bounded whatever a log holds.
 */
final class TextCache {
    private static final int SLOTS = 4096;
    private static final int LONGEST = 512;
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] @Nullable [] keys = new byte[SLOTS][];
    private final @Nullable String[] values = new String[SLOTS];
    private final UnaryOperator<String> form;

    private TextCache(UnaryOperator<String> form) {
        this.form = form;
    }

    static TextCache asIs() {
        return new TextCache(UnaryOperator.identity());
    }

    static TextCache lowerCase() {
        return new TextCache(text -> text.toLowerCase(Locale.ROOT));
    }

    String get(byte[] utf8, int from, int length) {
        if (length > LONGEST) {
            return form.apply(new String(utf8, from, length, StandardCharsets.UTF_8));
        }
        int slot = slot(utf8, from, length);
        byte[] known = keys[slot];
        String value = values[slot];
        if (known != null
                && value != null
                && Arrays.equals(known, 0, known.length, utf8, from, from + length)) {
            return value;
        }
        byte[] key = Arrays.copyOfRange(utf8, from, from + length);
        String made = form.apply(new String(key, StandardCharsets.UTF_8));
        keys[slot] = key;
        values[slot] = made;
        return made;
    }

    /**
     * Of the length and of eight bytes each from the front, the middle and the back: long texts are
     * alike in front.
     */
    private static int slot(byte[] utf8, int from, int length) {
        long hash = length;
        if (length < Long.BYTES) {
            for (int i = from; i < from + length; i++) {
                hash = 31 * hash + utf8[i];
            }
        } else {
            hash = (hash ^ (long) EIGHT_BYTES.get(utf8, from)) * MIX;
            hash = (hash ^ (long) EIGHT_BYTES.get(utf8, from + (length - Long.BYTES) / 2)) * MIX;
            hash = (hash ^ (long) EIGHT_BYTES.get(utf8, from + length - Long.BYTES)) * MIX;
        }
        return (int) (hash ^ (hash >>> 32) ^ (hash >>> 48)) & (SLOTS - 1);
    }
}
