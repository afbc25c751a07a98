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
     * 10 seconds. The token's own limit of sessions is the only one.
     */
    public static final SessionPolicy DEFAULT =
            new SessionPolicy(
                    Duration.ofMinutes(5),
                    AfterWait.FAIL,
                    Duration.ofSeconds(10),
                    Integer.MAX_VALUE);

    private static final Duration LONGEST = Duration.ofDays(1);

    private final Duration sessionWait;
    private final AfterWait afterWait;
    private final Duration closeWait;
    private final int mostSessions;

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

    private SessionPolicy(
            Duration sessionWait, AfterWait afterWait, Duration closeWait, int mostSessions) {
        this.sessionWait = sessionWait;
        this.afterWait = afterWait;
        this.closeWait = closeWait;
        this.mostSessions = mostSessions;
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

    /** {@return how many sessions a token that is open has at most} */
    public int mostSessions() {
        return mostSessions;
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
        return new SessionPolicy(
                checked(atMost, "session wait"), afterWait, closeWait, mostSessions);
    }

    /**
     * {@return the same with another choice of what happens after that time}
     *
     * @param after what happens then
     */
    public SessionPolicy then(AfterWait after) {
        return new SessionPolicy(
                sessionWait, Objects.requireNonNull(after, "after"), closeWait, mostSessions);
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
        return new SessionPolicy(
                sessionWait, afterWait, checked(atMost, "close wait"), mostSessions);
    }

    /**
     * Returns the same with a limit to the sessions of each token that is opened, for a partition
     * that other applications share: a thread that would need another waits until one comes back.
     * What is outside of the limit: the one session in which a token is initialised, one that ends
     * the login of a thread that never came back, and one at a time with each other slot of the
     * module, to look for copies of keys.
     *
     * @param sessions at least 2: one keeps the login
     * @return that policy
     * @throws IllegalArgumentException if there are fewer
     */
    public SessionPolicy atMost(int sessions) {
        if (sessions < 2) {
            throw new IllegalArgumentException(
                    sessions + " sessions are too few: one keeps the login, and one does the work");
        }
        return new SessionPolicy(sessionWait, afterWait, closeWait, sessions);
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
                && closeWait.equals(that.closeWait)
                && mostSessions == that.mostSessions;
    }

    @Override
    public int hashCode() {
        return Objects.hash(sessionWait, afterWait, closeWait, mostSessions);
    }

    @Override
    public String toString() {
        return "SessionPolicy["
                + sessionWait
                + ", "
                + afterWait
                + ", "
                + closeWait
                + (mostSessions == Integer.MAX_VALUE ? "" : ", at most " + mostSessions)
                + "]";
    }
}
