package dev.keyhaul.usageaudit.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An identifier in 128 bits: a GUID's own, else the beginning of a text's SHA-256, marked as a
 * version 8 UUID (RFC 9562 §5.8); of an empty text zero.
 */
public record Id128(long high, long low) {
    /** Of an empty text. */
    public static final Id128 NONE = new Id128(0, 0);

    private static final int GUID_LENGTH = 36;

    /** The value of each byte as a hexadecimal digit, or -1. */
    private static final byte[] HEX = hexDigits();

    static Id128 of(byte[] text, int from, int length) {
        if (length == 0) {
            return NONE;
        }
        Id128 guid = ofGuid(text, from, length);
        if (guid != null) {
            return guid;
        }
        Id128 hash = hash(new String(text, from, length, StandardCharsets.UTF_8));
        return new Id128(
                (hash.high & ~0xF000L) | 0x8000L,
                (hash.low & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L);
    }

    /** Returns what a GUID of 36 characters says, or null when it is none. */
    static @Nullable Id128 ofGuid(byte[] text, int from, int length) {
        if (length != GUID_LENGTH
                || text[from + 8] != '-'
                || text[from + 13] != '-'
                || text[from + 18] != '-'
                || text[from + 23] != '-') {
            return null;
        }
        long first = hex(text, from, 8);
        long second = hex(text, from + 9, 4);
        long third = hex(text, from + 14, 4);
        long fourth = hex(text, from + 19, 4);
        long fifth = hex(text, from + 24, 12);
        return (first | second | third | fourth | fifth) < 0
                ? null
                : new Id128(first << 32 | second << 16 | third, fourth << 48 | fifth);
    }

    private static long hex(byte[] text, int from, int digits) {
        long value = 0;
        int wrong = 0;
        for (int i = from; i < from + digits; i++) {
            int digit = HEX[text[i] & 0xff];
            wrong |= digit;
            value = value << 4 | digit;
        }
        return wrong < 0 ? -1 : value;
    }

    private static byte[] hexDigits() {
        byte[] digits = new byte[256];
        Arrays.fill(digits, (byte) -1);
        for (int i = 0; i < 16; i++) {
            digits[Character.forDigit(i, 16)] = (byte) i;
            digits[Character.toUpperCase(Character.forDigit(i, 16))] = (byte) i;
        }
        return digits;
    }

    static Id128 hash(String... texts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String text : texts) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
                digest.update(bytes);
            }
            ByteBuffer hash = ByteBuffer.wrap(digest.digest());
            return new Id128(hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
