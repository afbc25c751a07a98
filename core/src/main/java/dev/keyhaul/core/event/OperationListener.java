package dev.keyhaul.core.event;

import java.util.Objects;

/**
 * Hears what Keyhaul does outside of this process, for logs, metrics and traces.
 *
 * <pre>{@code
 * OperationListener metrics =
 *         new OperationListener() {
 *             @Override
 *             public void tokenCall(TokenCall call) {
 *                 timer(call.function(), call.result()).record(call.duration());
 *             }
 *         };
 * }</pre>
 *
 * <p>It is called by the thread that did it, after the fact: several threads call it at a time.
 * When it is called, no lock of Keyhaul is held on that thread, and no secret of Keyhaul is open
 * but what the operation returns; so the events of an operation come together at its end, in their
 * order.
 *
 * <p>What it may do: whatever is quick, since the operation returns after it. What it throws is
 * dropped and counted where it was given; only an error of the JVM itself, such as {@link
 * OutOfMemoryError}, goes on to the caller. It must not use the module, token, vault or batch that
 * it hears of: closing a token or module is refused there, and no event comes of what it does.
 *
 * <p>No event has a secret, a PIN or a part of a key. Those of functions that open what somebody
 * else made (unwrap, decrypt) have {@code ok} or {@code failed} and a time in steps of 100
 * milliseconds: more could help to find out, by asking often enough, what is inside. So do not log
 * the errors that Keyhaul throws where others can read them and choose what is opened.
 *
 * <p>Implementations are thread-safe. Each method does nothing unless it is overridden.
 *
 * @since 0.1.0
 */
public interface OperationListener {
    /** Hears of a call of a PKCS#11 function. */
    default void tokenCall(TokenCall call) {}

    /** Hears that a thread had to wait for a session of a token. */
    default void sessionWait(SessionWait wait) {}

    /** Hears of a login at a token, or that a credential gave a token of access for a vault. */
    default void login(Login login) {}

    /** Hears of a request to a vault: each that was sent, with its answer. */
    default void vaultRequest(VaultRequest request) {}

    /** Hears that a request is sent again. */
    default void retry(Retry retry) {}

    /** Hears what became of an item of a batch. */
    default void batchItem(ItemEnd item) {}

    /**
     * Returns a listener that writes into a log: what succeeded at {@code TRACE} and {@code DEBUG},
     * logins at {@code INFO}, and at {@code WARNING} what an operator should see. A PKCS#11 call
     * that fails is {@code DEBUG}, because Keyhaul makes calls that must fail.
     *
     * @param logger the application's
     * @return a listener that any threads may share
     */
    static OperationListener logTo(System.Logger logger) {
        return new LoggingListener(Objects.requireNonNull(logger, "logger"));
    }
}
