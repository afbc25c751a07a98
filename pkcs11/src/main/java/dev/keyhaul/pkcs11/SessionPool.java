package dev.keyhaul.pkcs11;

import dev.keyhaul.pkcs11.binding.Ckf;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The sessions of one token: as many as there are borrowers at a time, kept for the next.
 *
 * <p>Thread-safe. The login is the token's, shared by all sessions of the process, and ends with
 * the last one: so one session, the anchor, is kept for as long as the pool lives and never lent.
 */
final class SessionPool implements AutoCloseable {
    private final Cryptoki cryptoki;
    private final long slotId;
    private final long anchor;
    private final ConcurrentLinkedDeque<Long> idle = new ConcurrentLinkedDeque<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    private SessionPool(Cryptoki cryptoki, long slotId, long anchor) {
        this.cryptoki = cryptoki;
        this.slotId = slotId;
        this.anchor = anchor;
    }

    static SessionPool open(Cryptoki cryptoki, long slotId) throws CkrException {
        return new SessionPool(cryptoki, slotId, cryptoki.openSession(slotId, Ckf.RW_SESSION));
    }

    long anchor() {
        return anchor;
    }

    Session borrow() throws TokenException {
        if (closed.get()) {
            throw new IllegalStateException("token is closed");
        }
        Long handle = idle.pollFirst();
        try {
            return new Session(
                    cryptoki,
                    handle == null ? cryptoki.openSession(slotId, Ckf.RW_SESSION) : handle,
                    this);
        } catch (CkrException e) {
            throw TokenException.of(e);
        }
    }

    void giveBack(long handle) {
        idle.addFirst(handle);
        if (closed.get()) {
            closeIdle();
        }
    }

    void discard(long handle) {
        try {
            cryptoki.closeSession(handle);
        } catch (CkrException e) {
            // A session that cannot be closed is gone already: with its token, or with C_Finalize.
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            closeIdle();
            discard(anchor);
        }
    }

    private void closeIdle() {
        for (Long handle = idle.pollFirst(); handle != null; handle = idle.pollFirst()) {
            discard(handle);
        }
    }
}
