package dev.keyhaul.backup.manifest;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Names a store for good: 16 random bytes in hex, the same in its replicas, so that a copy or a
 * journal of another store does not pass for one of this.
 */
public record StoreId(String hex) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

    /** Refuses any other form. */
    public StoreId {
        if (!FORM.matcher(hex).matches()) {
            throw new IllegalArgumentException("store id is not of 32 lower-case hex digits");
        }
    }

    /** Makes a new id. */
    public static StoreId generate(SecureRandom random) {
        byte[] id = new byte[16];
        random.nextBytes(id);
        return new StoreId(HexFormat.of().formatHex(id));
    }

    @Override
    public String toString() {
        return hex;
    }
}
