package dev.keyhaul.ceremony;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * The vault that a command spoke to.
 *
 * @param url its address
 * @param identity as whom it was asked
 * @param date the {@code Date} of its last answer: a clock that is not the host's
 * @since 0.1.0
 */
public record VaultFact(String url, String identity, Optional<Instant> date) {
    public VaultFact {
        Arguments.notNull("url", url, "identity", identity, "date", date);
    }

    JsonObject toJson() {
        JsonObject.Builder json = JsonObject.builder().put("url", url).put("identity", identity);
        date.ifPresent(time -> json.put("date", time.toString()));
        return json.build();
    }

    static VaultFact of(JsonObject json) throws MalformedInputException {
        json.requireOnly("url", "identity", "date");
        return new VaultFact(
                json.string("url"),
                json.string("identity"),
                json.has("date") ? Optional.of(json.time("date")) : Optional.empty());
    }
}
