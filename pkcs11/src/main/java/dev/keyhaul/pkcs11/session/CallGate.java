package dev.keyhaul.pkcs11.session;

import dev.keyhaul.core.event.OperationListener;
import dev.keyhaul.core.notice.Deferral;
import dev.keyhaul.pkcs11.binding.CkrException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What every call to a module passes: the one place where a call begins and ends. A module has one,
 * and each open token one within it. A closed gate lets no call in any more, and knows those that
 * are still inside.
 *
 * <p>Thread-safe. Nothing is locked while a call is inside.
 */
final class CallGate {
    /** The session of a call that needs none: CK_INVALID_HANDLE. */
    static final long NO_SESSION = 0;

    private final ModuleCalls calls;
    private final String name;
    private final @Nullable String token;
    private final CallTeller teller;
    private final @Nullable CallGate outer;
    private final Set<Thread> telling;
    private final BooleanSupplier ended;
    private volatile boolean closed;

    /** Makes that of a module. */
    CallGate(ModuleCalls calls, String name, CallTeller teller) {
        this.calls = calls;
        this.name = name;
        this.token = null;
        this.teller = teller;
        this.outer = null;
        this.telling = ConcurrentHashMap.newKeySet();
        this.ended = () -> closed;
    }

    private CallGate(
            CallGate outer, String name, @Nullable String token, @Nullable BooleanSupplier ended) {
        this.calls = outer.calls;
        this.name = name;
        this.token = token;
        this.teller = outer.teller;
        this.outer = outer;
        this.telling = outer.telling;
        this.ended = ended == null ? () -> closed || outer.closed : ended;
    }

    /** A call of native code, which may fail in a way of its own. */
    @FunctionalInterface
    interface NativeCall<T, E extends Exception> {
        T run() throws CkrException, E;
    }

    /** Returns that of a token, which closes with this one, or before it. */
    CallGate within(String openToken) {
        return new CallGate(this, openToken, openToken, null);
    }

    /**
     * Returns that of the calls which close sessions and end logins. It stays open until the module
     * is finalised, since the threads that were inside come later.
     */
    CallGate forEnding() {
        return new CallGate(this, name, token, calls::isFinished);
    }

    /** Returns the token's name; null for the module as a whole. */
    @Nullable String token() {
        return token;
    }

    /**
     * Calls the module.
     *
     * @param function the C name of the function
     * @param session the session that it is called in, or {@link #NO_SESSION}
     * @throws CkrException if it fails; or if this is closed, and it was not called
     */
    <T, E extends Exception> T pass(String function, long session, NativeCall<T, E> call)
            throws CkrException, E {
        return teller.isOn()
                ? teller.told(this, function, () -> counted(function, session, call))
                : counted(function, session, call);
    }

    private <T, E extends Exception> T counted(String function, long session, NativeCall<T, E> call)
            throws CkrException, E {
        ModuleCalls.Call begun = new ModuleCalls.Call(this, function, session);
        calls.add(begun);
        try {
            // Looked at after the call is counted, as who closes counts after it is closed: one of
            // the two sees the other.
            if (isClosed()) {
                throw CkrException.notCalled(function, name + " is closed");
            }
            return call.run();
        } finally {
            calls.remove(begun);
        }
    }

    /** Tells the module's listener of something, when no lock is held and no secret is open. */
    void tell(Consumer<OperationListener> event) {
        teller.notifier().tell(listener -> telling(() -> event.accept(listener)));
    }

    /** Whether a listener hears of what is told. */
    boolean isHeard() {
        return teller.isOn();
    }

    /** Does what holds a lock or has a secret open, and tells what came of it at the end. */
    <T, E extends Exception> T deferring(Deferral.Step<T, E> step) throws E {
        return teller.notifier().deferring(step);
    }

    CallTeller teller() {
        return teller;
    }

    /**
     * Runs what tells the application something, on this thread: the application's code cannot
     * close from within it what the thread is working with.
     */
    void telling(Runnable teller) {
        boolean first = telling.add(Thread.currentThread());
        try {
            teller.run();
        } finally {
            if (first) {
                telling.remove(Thread.currentThread());
            }
        }
    }

    /** Whether this thread tells the application something. */
    boolean isTelling() {
        return telling.contains(Thread.currentThread());
    }

    /** Whether no call is let in any more. */
    boolean isClosed() {
        return ended.getAsBoolean();
    }

    /** Lets no call in from now on. */
    void close() {
        closed = true;
    }

    ModuleCalls calls() {
        return calls;
    }

    /** Whether a call came through this gate, or one within it. */
    boolean isOf(ModuleCalls.Call call) {
        for (CallGate gate = call.gate(); gate != null; gate = gate.outer) {
            if (gate == this) {
                return true;
            }
        }
        return false;
    }
}
