package dev.keyhaul.pkcs11.session;

import dev.keyhaul.pkcs11.binding.CkrException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What every call to a module passes: the one place where a call begins and ends. A module has one,
 * and each open token one within it. A closed gate lets no call in any more, and knows those that
 * are still inside.
 *
 * <p>Thread-safe. Nothing is locked while a call is inside.
 */
public final class CallGate {
    /** The session of a call that needs none: CK_INVALID_HANDLE. */
    static final long NO_SESSION = 0;

    private final ModuleCalls calls;
    private final String name;
    private final @Nullable CallGate outer;
    private final Set<Thread> telling;
    private volatile boolean closed;

    /** Makes that of a module. */
    CallGate(ModuleCalls calls, String name) {
        this(calls, name, null, ConcurrentHashMap.newKeySet());
    }

    private CallGate(
            ModuleCalls calls, String name, @Nullable CallGate outer, Set<Thread> telling) {
        this.calls = calls;
        this.name = name;
        this.outer = outer;
        this.telling = telling;
    }

    /** A call of a native function. */
    @FunctionalInterface
    interface NativeCall<T> {
        T run() throws CkrException;
    }

    /** Returns that of a token, which closes with this one, or before it. */
    CallGate within(String token) {
        return new CallGate(calls, token, this, telling);
    }

    /**
     * Calls the module.
     *
     * @param function the C name of the function
     * @param session the session that it is called in, or {@link #NO_SESSION}
     * @throws CkrException if it fails; or if this is closed, and it was not called
     */
    <T> T pass(String function, long session, NativeCall<T> call) throws CkrException {
        ModuleCalls.Call begun = new ModuleCalls.Call(this, function, session);
        calls.add(begun);
        try {
            // Looked at after the call is counted, as who closes counts after it is closed: one of
            // the two sees the other.
            requireOpen(function);
            return call.run();
        } finally {
            calls.remove(begun);
        }
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

    /** Lets no call in from now on. */
    void close() {
        closed = true;
    }

    private void requireOpen(String function) throws CkrException {
        if (closed) {
            throw CkrException.notCalled(function, name + " is closed");
        }
        if (outer != null) {
            outer.requireOpen(function);
        }
    }
}
