package dev.keyhaul.ceremony;

import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.json.JsonForm.Name;
import java.time.Instant;
import java.util.List;

/**
 * What a host's closing record says: no record of this host follows. Immutable.
 *
 * @param records SHA-256 of each record that this host wrote into the folder, in order
 * @param others what was there of other hosts
 * @param unused this host's requests for approval that were never used
 * @since 0.1.0
 */
public record Closing(
        List<String> records,
        List<OtherHost> others,
        @Name("unused_requests") List<Unused> unused) {
    /** Copies the lists, and refuses what is not a SHA-256 in them. */
    public Closing {
        records = List.copyOf(records);
        others = List.copyOf(others);
        unused = List.copyOf(unused);
        records.forEach(Closing::requireHash);
    }

    private static void requireHash(String hash) {
        if (!Sha256.isHex(hash)) {
            throw new IllegalArgumentException("invalid SHA-256 '" + hash + "'");
        }
    }

    /**
     * Another host's records, as far as they were there.
     *
     * @param host its name
     * @param records how many there were
     * @param last SHA-256 of the last of them
     * @since 0.1.0
     */
    public record OtherHost(String host, long records, String last) {
        /** Refuses what is not a SHA-256. */
        public OtherHost {
            Arguments.notNull("host", host, "last", last);
            requireHash(last);
        }
    }

    /**
     * A request for approval that no command used.
     *
     * @param command what it asked for
     * @param request SHA-256 of the request
     * @param expires when it is of no use any more
     * @since 0.1.0
     */
    public record Unused(String command, String request, Instant expires) {
        /** Refuses what is not a SHA-256. */
        public Unused {
            Arguments.notNull("command", command, "request", request, "expires", expires);
            requireHash(request);
        }
    }
}
