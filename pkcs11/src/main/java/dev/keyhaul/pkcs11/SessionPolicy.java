package dev.keyhaul.pkcs11;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the sessions of a token are lent to threads, and how long a close waits for calls that are
 * inside the module. Immutable.
 *
 * <pre>{@code
 * module.lendBy(
 *         SessionPolicy.DEFAULT
 *                 .waitingAtMost(Duration.ofSeconds(20))
 *                 .then(SessionPolicy.AfterWait.FAIL_FAST));
 * }</pre>
 *
 * @since 0.1.0
 */
public final class SessionPolicy {
    /**
     * A thread waits 5 minutes for a session, and each anew ({@link AfterWait#FAIL}); a close waits
     * 10 seconds.
     */
    public static final SessionPolicy DEFAULT =
            new SessionPolicy(Duration.ofMinutes(5), AfterWait.FAIL, Duration.ofSeconds(10));

    private static final Duration LONGEST = Duration.ofDays(1);

    private final Duration sessionWait;
    private final AfterWait afterWait;
    private final Duration closeWait;

    /**
     * What happens after a thread has waited for a session in vain.
     *
     * @since 0.1.0
     */
    public enum AfterWait {
        /** Its call fails. The next call waits as long again. */
        FAIL,
        /**
         * Its call fails, and until a session comes back, each call that would have to wait fails
         * at once: a stuck HSM does not hold up every thread of an application.
         */
        FAIL_FAST
    }

    private SessionPolicy(Duration sessionWait, AfterWait afterWait, Duration closeWait) {
        this.sessionWait = sessionWait;
        this.afterWait = afterWait;
        this.closeWait = closeWait;
    }

    /** {@return how long a thread waits for a session, where the token has no more} */
    public Duration sessionWait() {
        return sessionWait;
    }

    /** {@return what happens after that} */
    public AfterWait afterWait() {
        return afterWait;
    }

    /** {@return how long a close waits for the calls that are inside the module} */
    public Duration closeWait() {
        return closeWait;
    }

    /**
     * Returns the same with another time to wait for a session; also for the first use of a kind of
     * wrap, and for a login, which one thread makes for all.
     *
     * @param atMost from zero, not to wait, to a day
     * @return that policy
     * @throws IllegalArgumentException if it is negative, or longer than a day
     */
    public SessionPolicy waitingAtMost(Duration atMost) {
        return new SessionPolicy(checked(atMost, "session wait"), afterWait, closeWait);
    }

    /**
     * {@return the same with another choice of what happens after that time}
     *
     * @param after what happens then
     */
    public SessionPolicy then(AfterWait after) {
        return new SessionPolicy(sessionWait, Objects.requireNonNull(after, "after"), closeWait);
    }

    /**
     * Returns the same with another time that a close waits for calls inside the module. A close
     * may take a second longer, in which it closes the sessions.
     *
     * @param atMost from zero, not to wait, to a day
     * @return that policy
     * @throws IllegalArgumentException if it is negative, or longer than a day
     */
    public SessionPolicy closingWithin(Duration atMost) {
        return new SessionPolicy(sessionWait, afterWait, checked(atMost, "close wait"));
    }

    private static Duration checked(Duration given, String name) {
        if (given.isNegative() || given.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    name + " is " + given + "; 0 to " + LONGEST.toHours() + " hours are allowed");
        }
        return given;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SessionPolicy that
                && sessionWait.equals(that.sessionWait)
                && afterWait == that.afterWait
                && closeWait.equals(that.closeWait);
    }

    @Override
    public int hashCode() {
        return Objects.hash(sessionWait, afterWait, closeWait);
    }

    @Override
    public String toString() {
        return "SessionPolicy[" + sessionWait + ", " + afterWait + ", " + closeWait + "]";
    }
}
