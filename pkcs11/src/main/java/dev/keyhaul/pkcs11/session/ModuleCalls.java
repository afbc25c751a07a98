package dev.keyhaul.pkcs11.session;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * The calls that are inside a library now: native code that nobody can interrupt. Until they have
 * come back, C_Finalize would crash the process.
 *
 * <p>Thread-safe. Nothing is locked while a call is inside.
 */
final class ModuleCalls {
    private final Set<Call> inside = ConcurrentHashMap.newKeySet();
    private final AtomicInteger waiting = new AtomicInteger();

    /** A call of one thread. */
    static final class Call {
        private final CallGate gate;
        private final String function;
        private final long session;
        private final Thread thread = Thread.currentThread();
        private final Instant since = Instant.now();
        private volatile boolean givenUp;

        Call(CallGate gate, String function, long session) {
            this.gate = gate;
            this.function = function;
            this.session = session;
        }

        CallGate gate() {
            return gate;
        }

        long session() {
            return session;
        }

        String function() {
            return function;
        }

        Thread thread() {
            return thread;
        }

        Instant since() {
            return since;
        }

        /** Notes that somebody has waited for it in vain: the next one does not wait again. */
        void giveUp() {
            givenUp = true;
        }

        boolean isGivenUp() {
            return givenUp;
        }
    }

    void add(Call call) {
        inside.add(call);
    }

    void remove(Call call) {
        inside.remove(call);
        // Read after the removal, as the one who waits adds itself before it looks: one of the two
        // sees the other.
        if (waiting.get() > 0) {
            wake();
        }
    }

    /** Has those who wait look again. */
    synchronized void wake() {
        notifyAll();
    }

    boolean isEmpty() {
        return inside.isEmpty();
    }

    /** Returns those of a kind, the oldest first. */
    List<Call> inside(Predicate<Call> which) {
        return inside.stream().filter(which).sorted(Comparator.comparing(Call::since)).toList();
    }

    /**
     * Waits until none of a kind is inside, or the time is up. An interrupt does not end the wait,
     * which is short, and stays set.
     *
     * @param end the time, as System.nanoTime
     * @return whether none is inside
     */
    synchronized boolean awaitNone(Predicate<Call> which, long end) {
        boolean interrupted = false;
        waiting.incrementAndGet();
        try {
            while (inside.stream().anyMatch(which)) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                try {
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            return true;
        } finally {
            waiting.decrementAndGet();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
