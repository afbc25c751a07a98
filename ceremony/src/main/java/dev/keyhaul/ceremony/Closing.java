package dev.keyhaul.ceremony;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.json.JsonObject;
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
public record Closing(List<String> records, List<OtherHost> others, List<Unused> unused) {
    /** Copies the lists, and refuses what is not a SHA-256 in them. */
    public Closing {
        records = List.copyOf(records);
        others = List.copyOf(others);
        unused = List.copyOf(unused);
        records.forEach(Closing::requireHash);
    }

    private static void requireHash(String hash) {
        if (!hash.matches("[0-9a-f]{64}")) {
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
            Arguments.notNull("host", host);
            requireHash(last);
        }

        JsonObject toJson() {
            return JsonObject.builder()
                    .put("host", host)
                    .put("records", records)
                    .put("last", last)
                    .build();
        }

        static OtherHost of(JsonObject json) throws MalformedInputException {
            json.requireOnly("host", "records", "last");
            return new OtherHost(json.string("host"), json.number("records"), json.string("last"));
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
            Arguments.notNull("command", command, "expires", expires);
            requireHash(request);
        }

        JsonObject toJson() {
            return JsonObject.builder()
                    .put("command", command)
                    .put("request", request)
                    .put("expires", expires.toString())
                    .build();
        }

        static Unused of(JsonObject json) throws MalformedInputException {
            json.requireOnly("command", "request", "expires");
            return new Unused(json.string("command"), json.string("request"), json.time("expires"));
        }
    }

    JsonObject toJson() {
        return JsonObject.builder()
                .put("records", records)
                .put("others", others.stream().map(OtherHost::toJson).toList())
                .put("unused_requests", unused.stream().map(Unused::toJson).toList())
                .build();
    }

    static Closing of(JsonObject json) throws MalformedInputException {
        json.requireOnly("records", "others", "unused_requests");
        return new Closing(
                json.strings("records"),
                json.objects("others", OtherHost::of),
                json.objects("unused_requests", Unused::of));
    }
}
