package dev.keyhaul.pkcs11.session;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How long is left to wait. */
final class TimeLeft {
    /** Waits for nothing. */
    static final TimeLeft NONE = of(Duration.ZERO);

    private final Duration most;
    private final long end;

    private TimeLeft(Duration most) {
        this.most = most;
        this.end = System.nanoTime() + most.toNanos();
    }

    static TimeLeft of(Duration most) {
        return new TimeLeft(most);
    }

    /** Returns how long it was at first. */
    Duration most() {
        return most;
    }

    /** Returns the same with more time at its end. */
    TimeLeft with(Duration more) {
        return new TimeLeft(Duration.ofNanos(leftNanos()).plus(more));
    }

    long leftNanos() {
        return Math.max(0, end - System.nanoTime());
    }

    boolean isOver() {
        return leftNanos() == 0;
    }

    /** Waits on a monitor that the caller holds, until it is notified or the time is up. */
    @SuppressWarnings("WaitNotInLoop") // Each caller asks in a loop of its own what it waits for.
    void waitOn(Object monitor) throws InterruptedException {
        // At least a millisecond: with 0 it would have no end.
        monitor.wait(TimeUnit.NANOSECONDS.toMillis(leftNanos()) + 1);
    }
}
