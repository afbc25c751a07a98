package dev.keyhaul.core.event;

import dev.keyhaul.core.argument.Arguments;
import java.time.Duration;

/**
 * A thread needed a session, and the token had none left.
 *
 * @param token names the token, for people
 * @param given whether it got one in the end
 * @param time how long it waited
 * @since 0.1.0
 */
public record SessionWait(String token, boolean given, Duration time) {
    /** Takes what is there. */
    public SessionWait {
        Arguments.notNull("token", token, "time", time);
    }
}
