package dev.keyhaul.pkcs11.session;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The calls that are inside a library now: native code that nobody can interrupt. Until they have
 * come back, C_Finalize would crash the process.
 *
 * <p>Thread-safe. Nothing is locked while a call is inside.
 */
final class ModuleCalls {
    private final Set<Call> inside = ConcurrentHashMap.newKeySet();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean finished;

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

        String function() {
            return function;
        }

        long session() {
            return session;
        }

        Thread thread() {
            return thread;
        }

        Instant since() {
            return since;
        }

        /** Whether somebody has waited for it in vain: the next one does not wait again. */
        boolean isGivenUp() {
            return givenUp;
        }

        @Override
        public String toString() {
            return function + " (" + holder(thread, since) + ")";
        }
    }

    /** Names a thread and a time for messages. */
    static String holder(Thread thread, Instant since) {
        return "thread '" + thread.getName() + "', since " + since.truncatedTo(ChronoUnit.SECONDS);
    }

    void add(Call call) {
        inside.add(call);
    }

    void remove(Call call) {
        inside.remove(call);
        // Read after the removal, as the one who waits counts itself before it looks: one of the
        // two sees the other.
        if (waiting.get() > 0) {
            wake();
        }
    }

    private synchronized void wake() {
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
     */
    synchronized void awaitNone(Predicate<Call> which, TimeLeft patience) {
        boolean interrupted = false;
        waiting.incrementAndGet();
        try {
            boolean none = inside.stream().noneMatch(which);
            while (!none && !patience.isOver()) {
                try {
                    patience.waitOn(this);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
                none = inside.stream().noneMatch(which);
            }
        } finally {
            waiting.decrementAndGet();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Gives up those of a kind: nobody waits for them any more.
     *
     * @return what to say of them; empty if there are none
     */
    String giveUp(Predicate<Call> which) {
        List<Call> left = inside(which);
        left.forEach(call -> call.givenUp = true);
        return left.stream().map(Call::toString).collect(Collectors.joining("; "));
    }

    /**
     * Begins the end of the library, unless a call is inside: from now on not even a session can be
     * closed.
     *
     * @return whether it may be finalised
     */
    boolean finish() {
        finished = true;
        boolean empty = isEmpty();
        finished = empty;
        return empty;
    }

    /** Whether the library is finalised: handles of sessions say nothing any more. */
    boolean isFinished() {
        return finished;
    }
}
