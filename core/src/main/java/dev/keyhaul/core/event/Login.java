package dev.keyhaul.core.event;

import dev.keyhaul.core.argument.Arguments;
import java.time.Duration;

/**
 * A login at a token, or a request for a token of access to a vault. Its duration is in steps of
 * 100 milliseconds. Immutable.
 *
 * @since 0.1.0
 */
public final class Login extends OperationEvent {
    private final String place;
    private final Outcome outcome;
    private final boolean again;

    /** What became of a login. */
    public enum Outcome {
        /** It succeeded. */
        OK("ok"),
        /** Another part of this process was logged in already, and its login is used. */
        SHARED("shared with another part of this process"),
        /** The PIN or the credential was refused. A PIN is not sent again. */
        REFUSED("refused"),
        /** It could not be tried, or its outcome is not known. */
        FAILED("failed");

        private final String text;

        Outcome(String text) {
            this.text = text;
        }
    }

    /**
     * Makes the event of a login that ends now.
     *
     * @param place names the token, for people; or the vault's host
     * @param outcome what became of it
     * @param again whether there was one before, which may be lost or have expired
     * @param exact how long it took; rounded, since it may depend on the secret
     */
    public Login(String place, Outcome outcome, boolean again, Duration exact) {
        super(exact, /* isCoarse= */ true);
        Arguments.notNull("place", place, "outcome", outcome);
        this.place = place;
        this.outcome = outcome;
        this.again = again;
    }

    /** {@return the token, for people; or the vault's host} */
    public String place() {
        return place;
    }

    /** {@return what became of it} */
    public Outcome outcome() {
        return outcome;
    }

    /** {@return whether there was one before, which may be lost or have expired} */
    public boolean again() {
        return again;
    }

    @Override
    public String toString() {
        return "login at " + place + (again ? " again: " : ": ") + outcome.text + in();
    }
}
