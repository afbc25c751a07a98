package dev.keyhaul.core.event;

import java.time.Duration;
import java.time.Instant;

/** How exactly a time may be told. */
final class ToldTime {
    private static final Duration STEP = Duration.ofMillis(100);

    private ToldTime() {}

    /** Rounds up to whole steps: how long a private key was used says something about it. */
    static Duration coarse(Duration exact) {
        long steps = exact.plus(STEP).minusNanos(1).dividedBy(STEP);
        return STEP.multipliedBy(Math.max(1, steps));
    }

    /** Rounds down to whole steps: the gap between two events is a duration too. */
    static Instant coarse(Instant exact) {
        long step = STEP.toMillis();
        return Instant.ofEpochMilli(exact.toEpochMilli() / step * step);
    }
}
