package dev.keyhaul.pkcs11.session;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Ckf;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import dev.keyhaul.pkcs11.binding.Template;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one token: one for each thread that borrows, kept for the next.
 *
 * <p>Thread-safe. The login is the token's, shared by all sessions of the process, and ends with
 * the last one: so one session, the anchor, is kept for as long as the login lasts and never lent.
 * When the login is lost, its sessions are dropped, and the next borrower logs in again.
 *
 * <p>Two sessions are enough for whatever is done: a thread that borrows again gets the session
 * that it has, and one that comes when the token has no more waits until another gives its session
 * back.
 */
public final class SessionPool implements AutoCloseable {
    /** Longer than any call takes: then the session that is waited for does not come back. */
    private static final long PATIENCE_MINUTES = 5;

    private final Cryptoki cryptoki;
    private final TokenLogin login;
    private final LeftBehind leftBehind;
    private final Deque<Session.State> idle = new ArrayDeque<>();
    private final Map<Thread, Session> bound = new HashMap<>();
    private final Map<Template, Long> kept = new HashMap<>();
    private final List<String> findings = new ArrayList<>();
    private final SecureRandom random = new SecureRandom();
    private volatile long lastChange = System.nanoTime();
    private @Nullable Long anchor;
    private int lent;
    private int returns;
    private int logins;
    private boolean closed;

    private SessionPool(TokenLogin login, LeftBehind leftBehind) {
        this.cryptoki = login.slot().cryptoki();
        this.login = login;
        this.leftBehind = leftBehind;
    }

    public static SessionPool open(TokenLogin login, LeftBehind leftBehind)
            throws KeyTransferException {
        SessionPool pool = new SessionPool(login, leftBehind);
        pool.logIn();
        return pool;
    }

    /** Lends a session; a thread that has one borrows a part in it. */
    public synchronized Session borrow() throws KeyTransferException {
        Session ofThread = bound.get(Thread.currentThread());
        if (ofThread != null && isCurrent(ofThread.login())) {
            return ofThread.part();
        }
        Session.State taken = tryTake();
        while (taken == null) {
            awaitOne();
            taken = tryTake();
        }
        Session session = lend(taken);
        bound.put(Thread.currentThread(), session);
        return session;
    }

    /**
     * Lends a session in which nothing was begun, even to a thread that has one; when there are no
     * more, a part in that one.
     */
    public synchronized Session borrowAnother() throws KeyTransferException {
        Session ofThread = bound.get(Thread.currentThread());
        Session.State taken = tryTake();
        if (taken != null) {
            return lend(taken);
        }
        return ofThread == null ? borrow() : ofThread.part();
    }

    /**
     * Returns an object that is made once a login, in the session that keeps that: it ends with the
     * login, and all sessions see it.
     */
    public synchronized long kept(Template template) throws KeyTransferException {
        if (closed) {
            throw new IllegalStateException("token is closed");
        }
        Long known = kept.get(template);
        if (known != null) {
            return known;
        }
        if (anchor == null) {
            logIn();
        }
        try {
            long made = cryptoki.createObject(anchor, template);
            kept.put(template, made);
            return made;
        } catch (CkrException e) {
            dropIfLost(logins, e.code());
            throw TokenException.of(e);
        }
    }

    /**
     * Lends a session that shows what the token keeps: all that this thread had borrowed is back,
     * and what it {@linkplain Session#endForGood() ended for good} is closed.
     *
     * @throws IllegalStateException if the thread has a session still
     */
    public synchronized Session borrowAfterEnd() throws KeyTransferException {
        if (bound.containsKey(Thread.currentThread())) {
            throw new IllegalStateException("the session in which the key was made is still open");
        }
        return borrow();
    }

    private Session lend(Session.State taken) {
        lent++;
        return new Session(cryptoki, this, taken);
    }

    /** Makes a session the one of this thread, if it has none. */
    synchronized boolean bind(Session session) {
        return bound.putIfAbsent(Thread.currentThread(), session) == null;
    }

    synchronized void unbind(Session session) {
        bound.values().removeIf(other -> other.handle() == session.handle());
    }

    /** Returns null when another thread's session is to be waited for. */
    private Session.@Nullable State tryTake() throws KeyTransferException {
        if (closed) {
            throw new IllegalStateException("token is closed");
        }
        if (anchor == null) {
            logIn();
        }
        Session.State taken = idle.pollFirst();
        if (taken != null || (lent > 0 && isFull())) {
            return taken;
        }
        try {
            return new Session.State(openSession(), logins);
        } catch (TokenException e) {
            if (lent > 0 && TokenFailure.is(e, Ckr.SESSION_COUNT)) {
                return null;
            }
            throw e;
        }
    }

    private boolean isFull() {
        long most = slot().token().token().maxSessionCount();
        return most > 0 && 1 + lent >= most;
    }

    private void awaitOne() throws TokenException {
        try {
            if (!comesBack()) {
                throw TokenFailure.of(
                        new CkrException("C_OpenSession", Ckr.SESSION_COUNT), slot().toString());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TokenException(
                    Reason.INTERRUPTED,
                    "interrupted while " + slot() + " had no free session",
                    null,
                    e);
        }
    }

    /** Waits until a session comes back. */
    private boolean comesBack() throws InterruptedException {
        int before = returns;
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(PATIENCE_MINUTES);
        while (returns == before && !closed) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    private synchronized void logIn() throws KeyTransferException {
        login.requirePossible();
        long session = openSession();
        try {
            logInto(session);
            anchor = session;
            logins++;
        } catch (KeyTransferException | RuntimeException e) {
            closeSession(session, List.of());
            throw e;
        }
    }

    /** Tokens of one module take turns: what one has just made is no leftover for another. */
    private void logInto(long session) throws KeyTransferException {
        synchronized (leftBehind) {
            boolean first = login.into(session);
            findings.addAll(leftBehind.destroy(cryptoki, session, slot().id(), first));
        }
    }

    private long openSession() throws TokenException {
        try {
            return cryptoki.openSession(slot().id(), Ckf.RW_SESSION);
        } catch (CkrException e) {
            dropIfLost(logins, e.code());
            throw TokenFailure.of(e, slot().toString());
        }
    }

    /** Returns how the token is logged in. */
    public TokenLogin login() {
        return login;
    }

    public Slot slot() {
        return login.slot();
    }

    /** Returns the randomness for what is done in the sessions. */
    public SecureRandom random() {
        return random;
    }

    private boolean isCurrent(int ofLogin) {
        return anchor != null && ofLogin == logins;
    }

    /** Drops the sessions of a login when an answer in one of them says that it is gone. */
    synchronized void dropIfLost(int ofLogin, long code) {
        if (ofLogin == logins && login.isLostBy(code)) {
            drop();
        }
    }

    /** Takes a session back that was lent, for the next borrower. */
    synchronized void giveBack(Session session) {
        if (closed || !isCurrent(session.login())) {
            discard(session);
        } else {
            idle.addFirst(session.state().next());
            isBack(session);
        }
    }

    /** Notes that an attribute is about to be changed: what was read before is out of date. */
    void noteChange() {
        lastChange = System.nanoTime();
    }

    long lastChange() {
        return lastChange;
    }

    /** Closes a session that was lent, and with it the objects in it that stayed. */
    void discard(Session session) {
        close(session.state());
        isBack(session);
    }

    private synchronized void isBack(Session session) {
        unbind(session);
        lent--;
        returns++;
        notifyAll();
    }

    private void close(Session.State session) {
        closeSession(session.handle(), session.objects());
    }

    private void closeSession(long handle, List<Long> objects) {
        try {
            cryptoki.closeSession(handle);
        } catch (CkrException e) {
            // A session that cannot be closed is gone already, with its token or with C_Finalize;
            // or it is not, and keeps what is in it.
            leftBehind.add(slot().id(), objects);
        }
    }

    /** A login ends with the last session of its slot: one that cannot be closed would keep it. */
    private void endLogin(long session) {
        if (leftBehind.keepsLogin(slot().id()) && !login.isWithout() && !login.hasJoined()) {
            try {
                cryptoki.logout(session);
            } catch (CkrException e) {
                // The session, or the login, is gone already.
            }
        }
    }

    /** Returns what was found at each login, and at the end, for people. */
    public synchronized List<String> findings() {
        return List.copyOf(findings);
    }

    @Override
    public synchronized void close() {
        if (anchor != null && !login.isWithout()) {
            LeftBehind.kept(cryptoki, anchor).stream()
                    .skip(findings.stream().filter(LeftBehind::isOfKept).count())
                    .forEach(findings::add);
        }
        closed = true;
        drop();
        notifyAll();
    }

    private void drop() {
        idle.forEach(this::close);
        idle.clear();
        if (anchor != null) {
            endLogin(anchor);
            closeSession(anchor, List.copyOf(kept.values()));
            // If it was the first that could not be closed.
            endLogin(anchor);
            kept.clear();
            anchor = null;
        }
    }
}
