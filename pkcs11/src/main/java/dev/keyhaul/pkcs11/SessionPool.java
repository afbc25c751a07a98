package dev.keyhaul.pkcs11;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.pkcs11.binding.Ckf;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one token: as many as there are borrowers at a time, kept for the next.
 *
 * <p>Thread-safe. The login is the token's, shared by all sessions of the process, and ends with
 * the last one: so one session, the anchor, is kept for as long as the login lasts and never lent.
 * When the login is lost, its sessions are dropped, and the next borrower logs in again.
 */
final class SessionPool implements AutoCloseable {
    private final Cryptoki cryptoki;
    private final TokenLogin login;
    private final LeftBehind leftBehind;
    private final Deque<Long> idle = new ArrayDeque<>();
    private final List<String> findings = new ArrayList<>();
    private @Nullable Long anchor;
    private int logins;
    private boolean closed;

    private SessionPool(Cryptoki cryptoki, TokenLogin login, LeftBehind leftBehind) {
        this.cryptoki = cryptoki;
        this.login = login;
        this.leftBehind = leftBehind;
    }

    static SessionPool open(Cryptoki cryptoki, TokenLogin login, LeftBehind leftBehind)
            throws KeyTransferException {
        SessionPool pool = new SessionPool(cryptoki, login, leftBehind);
        pool.logIn();
        return pool;
    }

    synchronized Session borrow() throws KeyTransferException {
        if (closed) {
            throw new IllegalStateException("token is closed");
        }
        if (anchor == null) {
            logIn();
        }
        Long handle = idle.pollFirst();
        return new Session(cryptoki, handle == null ? openSession() : handle, this, logins);
    }

    private synchronized void logIn() throws KeyTransferException {
        login.requirePossible();
        long session = openSession();
        try {
            logInto(session);
            anchor = session;
            logins++;
        } catch (KeyTransferException | RuntimeException e) {
            discard(session, List.of());
            throw e;
        }
    }

    /** Tokens of one module take turns: what one has just made is no leftover for another. */
    private void logInto(long session) throws KeyTransferException {
        synchronized (leftBehind) {
            boolean first = login.into(session);
            findings.addAll(leftBehind.destroy(cryptoki, session, slotId(), first));
        }
    }

    private long openSession() throws TokenException {
        try {
            return cryptoki.openSession(slotId(), Ckf.RW_SESSION);
        } catch (CkrException e) {
            dropIfLost(logins, e.code());
            throw TokenException.of(e, login.token().describe());
        }
    }

    private long slotId() {
        return login.token().slotId();
    }

    /** Drops the sessions of a login when an answer in one of them says that it is gone. */
    synchronized void dropIfLost(int ofLogin, long code) {
        if (ofLogin == logins && login.isLostBy(code)) {
            drop();
        }
    }

    synchronized void giveBack(long handle, int ofLogin) {
        if (closed || anchor == null || ofLogin != logins) {
            discard(handle, List.of());
        } else {
            idle.addFirst(handle);
        }
    }

    /** Closes a session, and with it the objects in it that could not be destroyed. */
    void discard(long handle, List<Long> undestroyed) {
        try {
            cryptoki.closeSession(handle);
        } catch (CkrException e) {
            // A session that cannot be closed is gone already, with its token or with C_Finalize;
            // or it is not, and keeps what is in it.
            leftBehind.add(slotId(), undestroyed);
        }
    }

    /** Returns what was found at each login, for people. */
    synchronized List<String> findings() {
        return List.copyOf(findings);
    }

    @Override
    public synchronized void close() {
        closed = true;
        drop();
    }

    private void drop() {
        for (Long handle = idle.pollFirst(); handle != null; handle = idle.pollFirst()) {
            discard(handle, List.of());
        }
        if (anchor != null) {
            discard(anchor, List.of());
            anchor = null;
        }
    }
}
