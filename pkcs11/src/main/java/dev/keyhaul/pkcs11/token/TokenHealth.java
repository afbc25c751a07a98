package dev.keyhaul.pkcs11.token;

import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.pkcs11.session.PoolHealth;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an open token was at, at one moment: {@link Token#health}. An application's health check
 * finds a stuck HSM here, by the age of the calls inside. Immutable.
 *
 * <pre>{@code
 * TokenHealth health = token.health();
 * boolean stuck =
 *         health.calls().stream()
 *                 .anyMatch(call -> call.since().isBefore(Instant.now().minusSeconds(60)));
 * }</pre>
 *
 * @since 0.1.0
 */
public final class TokenHealth {
    private final PoolHealth health;

    TokenHealth(PoolHealth health) {
        this.health = health;
    }

    /**
     * A call that was inside the module.
     *
     * @param function the C name of the function
     * @param thread the name of the thread that waits for it
     * @param since when it was called
     * @since 0.1.0
     */
    public record Call(String function, String thread, Instant since) {
        /** Takes what is there. */
        public Call {
            Arguments.notNull("function", function, "thread", thread, "since", since);
        }
    }

    /** Whether the token is open. */
    public boolean isOpen() {
        return health.open();
    }

    /** Returns how many sessions are open, with the one that keeps the login. */
    public int sessions() {
        return health.sessions();
    }

    /** Returns how many of them a thread, or a key that lives in its session, has at the moment. */
    public int lent() {
        return health.lent();
    }

    /** Returns how many threads wait for a session, or for a login that another thread makes. */
    public int waiting() {
        return health.waiting();
    }

    /** Returns the calls that are inside the module, the oldest first. */
    public List<Call> calls() {
        return health.inside().stream()
                .map(call -> new Call(call.function(), call.thread(), call.since()))
                .toList();
    }

    /** Returns how often the token was logged in: more than once, when a login was lost. */
    public int logins() {
        return health.logins();
    }

    /** Returns when it was logged in last. */
    public Optional<Instant> lastLogin() {
        return health.lastLogin();
    }

    /** Returns what the last error said, which may be long over. */
    public Optional<String> lastError() {
        return health.lastFailure().map(PoolHealth.Failure::message);
    }

    /** Returns when the last error was. */
    public Optional<Instant> lastErrorTime() {
        return health.lastFailure().map(PoolHealth.Failure::time);
    }

    /** Says it for people. */
    @Override
    public String toString() {
        return "TokenHealth[" + health + "]";
    }
}
