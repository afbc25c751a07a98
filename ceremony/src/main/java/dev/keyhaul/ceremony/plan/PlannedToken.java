package dev.keyhaul.ceremony.plan;

import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.json.JsonForm.Name;
import java.util.Optional;

/**
 * A token of a host.
 *
 * @param label its label
 * @param isNew whether the ceremony initialises it
 * @param serial its serial number, once its host has read it
 * @param module SHA-256 of the module that it hangs on, likewise
 * @param otherKeys how many keys it had when the ceremony was to make one in it; empty of a new one
 * @since 0.1.0
 */
public record PlannedToken(
        String label,
        @Name("new") boolean isNew,
        Optional<String> serial,
        @Name("module_sha256") Optional<String> module,
        @Name("other_keys") Optional<Integer> otherKeys) {

    /** Refuses a label that a command line would read as something else. */
    public PlannedToken {
        if (Arguments.wrongText(label, Arguments.MAX_NAME) != null || label.startsWith("-")) {
            throw new IllegalArgumentException("invalid label of a token in the plan");
        }
    }

    /** Returns a token that no host has looked at yet. */
    public static PlannedToken named(String label, boolean isNew) {
        return new PlannedToken(label, isNew, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Whether this key, or what opens copies, is in it. */
    public boolean has(PlannedSource source) {
        return source.token().filter(label::equals).isPresent();
    }

    /** Returns the token with what its host has read, once it has tried the token. */
    public PlannedToken known(String itsSerial, String itsModule) {
        return new PlannedToken(
                label, isNew, Optional.of(itsSerial), Optional.of(itsModule), otherKeys);
    }

    /** Returns the token with the keys that were in it before the ceremony. */
    public PlannedToken having(int keys) {
        return new PlannedToken(label, isNew, serial, module, Optional.of(keys));
    }

    /** Returns the token as no host has looked at it yet. */
    PlannedToken unread() {
        return named(label, isNew);
    }
}
