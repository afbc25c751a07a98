package dev.keyhaul.pkcs11.session;

import dev.keyhaul.pkcs11.TokenException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one thread at a time do something that calls the module. A monitor would hold the others for
 * ever, behind a call that does not come back: they wait no longer than for a session, and are told
 * when the token is closed. A thread that has its turn may take it again.
 */
public final class ModuleTurn {
    private static final long LOOK_MILLIS = 100;

    private final SessionPool pool;
    private final ReentrantLock lock;

    ModuleTurn(SessionPool pool, ReentrantLock lock) {
        this.pool = pool;
        this.lock = lock;
    }

    /**
     * Waits for the turn; the caller {@linkplain #give gives} it back.
     *
     * @throws TokenException if the wait is too long, is interrupted, or the token is closed
     */
    public void take() throws TokenException {
        if (lock.tryLock()) {
            return;
        }
        TimeLeft patience = TimeLeft.of(pool.policy().sessionWait());
        try {
            while (!lock.tryLock(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                pool.requireOpen();
                if (patience.isOver()) {
                    throw pool.starved(patience);
                }
            }
        } catch (InterruptedException e) {
            throw pool.interrupted(e);
        }
    }

    /** Waits for the turn even while the token closes; tells whether it was given. */
    boolean tryTake(TimeLeft patience) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return lock.tryLock()
                            || lock.tryLock(patience.leftNanos(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Gives the turn to the next. */
    public void give() {
        lock.unlock();
    }
}
