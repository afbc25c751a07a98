package dev.keyhaul.ceremony;

import dev.keyhaul.core.argument.Arguments;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Which folder a record was written into, and by which of its hosts. Names are no help there: two
 * hosts may have the same one. Immutable.
 *
 * @param folder 32 random hex digits, made with the folder's first record
 * @param writer 32 random hex digits of the account on the host that wrote it; empty where the host
 *     remembers nothing of the folder
 * @since 0.1.0
 */
public record RecordOrigin(String folder, Optional<String> writer) {
    private static final int ID_BYTES = 16;

    /** Refuses what is not 32 hex digits. */
    public RecordOrigin {
        Arguments.notNull("writer", writer);
        requireId(folder);
        writer.ifPresent(RecordOrigin::requireId);
    }

    static void requireId(String id) {
        if (!id.matches("[0-9a-f]{32}")) {
            throw new IllegalArgumentException("invalid id '" + id + "': not 32 hex digits");
        }
    }

    static String newId() {
        byte[] id = new byte[ID_BYTES];
        new SecureRandom().nextBytes(id);
        return HexFormat.of().formatHex(id);
    }
}
