package dev.keyhaul.pkcs11.session;

import dev.keyhaul.core.event.SessionWait;
import java.time.Duration;
import java.util.OptionalLong;

/** How long one thread waits for one session: told once, at its end. */
final class ThreadWait {
    private final SessionPool pool;
    private OptionalLong begun = OptionalLong.empty();

    ThreadWait(SessionPool pool) {
        this.pool = pool;
    }

    /** Notes that it begins, or goes on. */
    void begin() {
        if (begun.isEmpty()) {
            begun = OptionalLong.of(System.nanoTime());
        }
    }

    /** Tells it, if there was one. */
    void tell(boolean given) {
        if (begun.isPresent()) {
            SessionWait wait =
                    new SessionWait(
                            pool.slot().toString(),
                            given,
                            Duration.ofNanos(System.nanoTime() - begun.getAsLong()));
            pool.gate().tell(listener -> listener.sessionWait(wait));
        }
    }
}
