package dev.keyhaul.core.event;

import dev.keyhaul.core.argument.Arguments;
import java.time.Duration;

/**
 * A thread needed a session, and the token had none left. Immutable.
 *
 * @since 0.1.0
 */
public final class SessionWait extends OperationEvent {
    private final String token;
    private final boolean given;

    /**
     * Makes the event of a wait that ends now.
     *
     * @param token names the token, for people
     * @param given whether it got one in the end
     * @param duration how long it waited
     */
    public SessionWait(String token, boolean given, Duration duration) {
        super(duration, /* isCoarse= */ false);
        Arguments.notNull("token", token);
        this.token = token;
        this.given = given;
    }

    /** {@return the token, for people} */
    public String token() {
        return token;
    }

    /** {@return whether it got one in the end} */
    public boolean given() {
        return given;
    }

    @Override
    public String toString() {
        return (given ? "waited for" : "waited in vain for") + " a session of " + token + in();
    }
}
