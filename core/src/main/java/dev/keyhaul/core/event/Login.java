package dev.keyhaul.core.event;

import dev.keyhaul.core.argument.Arguments;
import java.time.Duration;

/**
 * A login at a token, or a request for a token of access to a vault.
 *
 * @param place names the token, for people; or the vault's host
 * @param outcome what became of it
 * @param again whether there was one before, which may be lost or have expired
 * @param time how long it took, in steps of 100 milliseconds
 * @since 0.1.0
 */
public record Login(String place, Outcome outcome, boolean again, Duration time) {
    /** What became of a login. */
    public enum Outcome {
        /** It succeeded. */
        OK,
        /** Another part of this process was logged in already, and its login is used. */
        SHARED,
        /** The PIN or the credential was refused. A PIN is not sent again. */
        REFUSED,
        /** It could not be tried, or its outcome is not known. */
        FAILED
    }

    /** Rounds the time: it may depend on the secret. */
    public Login {
        Arguments.notNull("place", place, "outcome", outcome);
        time = ToldTime.coarse(time);
    }
}
