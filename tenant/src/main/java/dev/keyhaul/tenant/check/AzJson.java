package dev.keyhaul.tenant.check;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.json.JsonObject;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * Members of what az prints. Its versions differ in some names ({@code keyOps} and {@code key_ops},
 * {@code id} and the older {@code objectId}), and write null for what is not set.
 */
final class AzJson {
    private AzJson() {}

    /** Returns which of the names the object has; the first when it has none. */
    static String nameIn(JsonObject object, String... names) {
        return Arrays.stream(names).filter(object::has).findFirst().orElse(names[0]);
    }

    static Optional<Boolean> optionalBool(JsonObject object, String name)
            throws MalformedInputException {
        return object.has(name) ? Optional.of(object.bool(name)) : Optional.empty();
    }

    static Optional<Instant> optionalTime(JsonObject object, String... names)
            throws MalformedInputException {
        String name = nameIn(object, names);
        return object.has(name) ? Optional.of(object.time(name)) : Optional.empty();
    }
}
