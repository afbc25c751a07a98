package dev.keyhaul.usageaudit.log;

import dev.keyhaul.core.file.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.UUID;

/** Makes identifiers of 128 bits of the texts in a log. */
final class LogId {
    /** Of an empty text. */
    static final UUID NONE = new UUID(0, 0);

    private static final int GUID_LENGTH = 36;

    private LogId() {}

    /**
     * Returns the GUID that the text is, or the beginning of its SHA-256 as a version 8 UUID (RFC
     * 9562 §5.8).
     */
    static UUID of(String text) {
        if (text.isEmpty()) {
            return NONE;
        }
        if (isGuid(text)) {
            return UUID.fromString(text);
        }
        ByteBuffer hash = hash(text);
        return new UUID(
                (hash.getLong() & ~0xF000L) | 0x8000L,
                (hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L);
    }

    /** UUID also accepts signs, and hyphens in other places. */
    private static boolean isGuid(String text) {
        for (int i = 0; i < text.length(); i++) {
            boolean isHyphen = i == 8 || i == 13 || i == 18 || i == 23;
            if (isHyphen ? text.charAt(i) != '-' : !HexFormat.isHexDigit(text.charAt(i))) {
                return false;
            }
        }
        return text.length() == GUID_LENGTH;
    }

    /** Returns a number that differs where one of the texts does. */
    static long number(String... texts) {
        return hash(texts).getLong();
    }

    private static ByteBuffer hash(String... texts) {
        MessageDigest digest = Sha256.begin();
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            digest.update(bytes);
        }
        return ByteBuffer.wrap(digest.digest());
    }
}
