package dev.keyhaul.backup.manifest;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.Fingerprint;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Names a master copy and its folder: when it was made (UTC), the first 8 hex digits of the key's
 * fingerprint, and 8 random ones.
 *
 * <p>Ids sort by time, and hold nothing that a file system or a shell could take for anything else.
 *
 * @since 0.1.0
 */
public record CopyId(String text) implements Comparable<CopyId> {
    private static final Pattern FORM =
            Pattern.compile("[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}-[0-9a-f]{8}");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** Refuses any other form. */
    public CopyId {
        Arguments.notNull("text", text);
        if (!isOne(text)) {
            throw new IllegalArgumentException("not the ID of a master copy: " + text);
        }
    }

    /** Makes a new id. */
    public static CopyId generate(Instant created, Fingerprint key, SecureRandom random) {
        Arguments.notNull("created", created, "key", key);
        byte[] unique = new byte[4];
        random.nextBytes(unique);
        return new CopyId(madeFrom(created, key) + HexFormat.of().formatHex(unique));
    }

    /**
     * Reads an id.
     *
     * @throws MalformedInputException if it is not an ID
     */
    public static CopyId parse(String text) throws MalformedInputException {
        if (!isOne(text)) {
            throw new MalformedInputException(
                    Reason.VALUE_FORM, "not the ID of a master copy: " + text);
        }
        return new CopyId(text);
    }

    /** Whether {@code text} has the form of an id. */
    public static boolean isOne(String text) {
        Arguments.notNull("text", text);
        return FORM.matcher(text).matches();
    }

    /** Whether this id can belong to a copy of this key, made then. */
    public boolean fits(Instant created, Fingerprint key) {
        return text.startsWith(madeFrom(created, key));
    }

    private static String madeFrom(Instant created, Fingerprint key) {
        return TIME.format(created) + "-" + key.hex().substring(0, 8) + "-";
    }

    @Override
    public int compareTo(CopyId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
