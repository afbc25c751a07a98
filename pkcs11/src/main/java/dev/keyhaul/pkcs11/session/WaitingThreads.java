package dev.keyhaul.pkcs11.session;

import dev.keyhaul.pkcs11.SessionPolicy;
import dev.keyhaul.pkcs11.TokenException;

/** Who waits for a change in a pool, and for how long. Guarded by the pool's monitor. */
final class WaitingThreads {
    private final SessionPool pool;
    private int waiting;
    private int changes;

    /** Somebody has waited in vain, and nothing has changed since. */
    private boolean starved;

    WaitingThreads(SessionPool pool) {
        this.pool = pool;
    }

    /** Returns how many threads wait. */
    int count() {
        return waiting;
    }

    /**
     * Waits until a session comes back, or something else changes.
     *
     * @throws TokenException if that takes too long, or somebody has waited in vain already
     */
    void awaitChange(TimeLeft patience) throws TokenException {
        if (starved) {
            throw pool.starved(patience);
        }
        int before = changes;
        waiting++;
        try {
            while (changes == before) {
                if (patience.isOver()) {
                    starved = pool.policy().afterWait() == SessionPolicy.AfterWait.FAIL_FAST;
                    throw pool.starved(patience);
                }
                patience.waitOn(pool);
            }
        } catch (InterruptedException e) {
            throw pool.interrupted(e);
        } finally {
            waiting--;
        }
    }

    /** Has those who wait look again. */
    void changed() {
        changes++;
        starved = false;
        pool.notifyAll();
    }
}
