package dev.keyhaul.localvault.http;

import dev.keyhaul.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/**
 * What goes back to the client.
 *
 * @param status the HTTP status; 0 for {@link #CUT}
 * @param body empty for an answer without one
 * @param headers what the usual ones do not say
 */
public record Answer(int status, Optional<JsonObject> body, Map<String, String> headers) {
    /** The connection ends instead. */
    public static final Answer CUT = new Answer(0, Optional.empty(), Map.of());

    /** Whether the connection ends instead. */
    public boolean isCut() {
        return status == 0;
    }

    /** Succeeds with a body. */
    public static Answer of(JsonObject body) {
        return new Answer(200, Optional.of(body), Map.of());
    }

    /** Succeeds without a body. */
    public static Answer empty() {
        return new Answer(204, Optional.empty(), Map.of());
    }

    /** Refuses. */
    public static Answer refusal(RefusedRequest error, Map<String, String> headers) {
        return new Answer(error.status(), Optional.of(error.toJson()), headers);
    }
}
