package dev.keyhaul.usageaudit.log;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The origins that differ by the caller's address alone. Remembers some thousand of them, and makes
 * them again when there are more. Not thread-safe.
 */
final class OriginsByAddress {
    private static final int SLOTS = 1024;
    private static final int WAYS = 4;

    private final VaultOrigin model;
    private final byte[] @Nullable [] addresses = new byte[SLOTS][];
    private final @Nullable VaultOrigin[] origins = new VaultOrigin[SLOTS];
    private int next;

    OriginsByAddress(VaultOrigin model) {
        this.model = model;
    }

    /** Returns the model's origin, with the address that is there in UTF-8. */
    VaultOrigin get(byte[] bytes, int from, int to) {
        int first = slot(bytes, from, to);
        for (int i = first; i < first + WAYS; i++) {
            byte[] known = addresses[i];
            VaultOrigin origin = origins[i];
            if (known == null || origin == null) {
                return remember(i, bytes, from, to);
            }
            if (Arrays.equals(known, 0, known.length, bytes, from, to)) {
                return origin;
            }
        }
        next = (next + 1) % WAYS;
        return remember(first + next, bytes, from, to);
    }

    private VaultOrigin remember(int i, byte[] bytes, int from, int to) {
        byte[] address = Arrays.copyOfRange(bytes, from, to);
        VaultOrigin made = model.from(new String(address, StandardCharsets.UTF_8));
        addresses[i] = address;
        origins[i] = made;
        return made;
    }

    private static int slot(byte[] bytes, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        return (hash ^ (hash >>> 10) ^ (hash >>> 20)) & (SLOTS - WAYS);
    }
}
