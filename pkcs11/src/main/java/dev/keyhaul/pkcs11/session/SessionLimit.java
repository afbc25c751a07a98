package dev.keyhaul.pkcs11.session;

import java.time.Duration;

/**
 * How many sessions a token gives: as many as it says, or as it gave before it refused another.
 * That is remembered for a while, since other programs give their sessions back. Guarded by the
 * pool's monitor.
 */
final class SessionLimit {
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    private final long told;
    private int learned;
    private TimeLeft known = TimeLeft.of(Duration.ZERO);

    /**
     * @param told what the token says; 0 if it says nothing, and -1 if it has no limit
     */
    SessionLimit(long told) {
        this.told = told;
    }

    /** Notes that the token refused one more. */
    void refusedAt(int open) {
        learned = known.isOver() ? open : Math.min(open, learned);
        known = TimeLeft.of(REMEMBERED);
    }

    boolean isReached(int open) {
        return (told > 0 && open >= told) || (!known.isOver() && open >= learned);
    }
}
