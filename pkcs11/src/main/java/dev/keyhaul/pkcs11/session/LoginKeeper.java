package dev.keyhaul.pkcs11.session;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.event.Login;
import dev.keyhaul.pkcs11.KeyCopy;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Ckf;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import dev.keyhaul.pkcs11.binding.Template;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The session that keeps the login of a pool, the anchor, with the objects that are made once a
 * login. A login that is lost is made again, by one thread for all.
 *
 * <p>Thread-safe: the fields are guarded by the pool's monitor, under which no native code runs.
 */
final class LoginKeeper {
    private final SessionPool pool;
    private final Cryptoki cryptoki;
    private final Cryptoki ending;
    private final TokenLogin login;
    private final LeftBehind leftBehind;
    private final KeptCopies copies;
    private final WaitingThreads waits;
    private final ModuleTurn loginTurn;

    /** Who calls the module in the anchor. */
    private final ModuleTurn anchorTurn;

    private final Map<Template, Long> kept = new HashMap<>();
    private final List<String> findings = new ArrayList<>();
    private @Nullable Long anchor;

    /** Those that are not used any more, until they are closed: by who calls the module in them. */
    private final Deque<Ended> orphans = new ArrayDeque<>();

    /** Who logs in, or drops the sessions of a login that is lost; others wait. */
    private @Nullable Thread renewing;

    private int logins;
    private @Nullable Instant lastLogin;

    LoginKeeper(
            SessionPool pool,
            Cryptoki cryptoki,
            Cryptoki ending,
            TokenLogin login,
            LeftBehind leftBehind,
            WaitingThreads waits) {
        this.pool = pool;
        this.cryptoki = cryptoki;
        this.ending = ending;
        this.login = login;
        this.leftBehind = leftBehind;
        this.copies = new KeptCopies(login.slot().id(), leftBehind);
        this.waits = waits;
        this.loginTurn = new ModuleTurn(pool, leftBehind.loginAt(login.slot().id()));
        this.anchorTurn = pool.newTurn();
    }

    /** The session that keeps a login, and which login that is. */
    record Anchor(long session, int login) {}

    /** An anchor that keeps no login any more, with the objects in it. */
    record Ended(long session, List<Long> kept) {}

    /** Logs in, unless that is done; one thread does it for all. */
    Anchor loggedIn(TimeLeft patience) throws KeyTransferException {
        while (true) {
            synchronized (pool) {
                pool.requireOpen();
                if (anchor != null) {
                    return new Anchor(anchor, logins);
                }
                if (isRenewedHere()) {
                    throw new IllegalStateException("the token is used while it asks for its PIN");
                }
                if (renewing != null) {
                    waits.awaitChange(patience);
                    continue;
                }
                renewing = Thread.currentThread();
            }
            try {
                logIn();
            } catch (KeyTransferException e) {
                throw pool.noted(e);
            } finally {
                renewed();
            }
        }
    }

    private void renewed() {
        synchronized (pool) {
            renewing = null;
            waits.changed();
        }
    }

    private void logIn() throws KeyTransferException {
        login.requirePossible();
        long session = pool.openSession(logins());
        boolean isKept = false;
        try {
            logInto(session);
            isKept = keep(session);
        } finally {
            if (!isKept) {
                pool.closeSession(session, List.of());
            }
        }
    }

    private boolean keep(long session) {
        synchronized (pool) {
            if (pool.isClosed()) {
                return false;
            }
            anchor = session;
            logins++;
            lastLogin = Instant.now();
            return true;
        }
    }

    private void logInto(long session) throws KeyTransferException {
        loginTurn.take();
        try {
            boolean again = logins() > 0;
            boolean first =
                    login.into(
                            cryptoki, session, (outcome, time) -> tellLogin(outcome, again, time));
            found(leftBehind.destroy(cryptoki, session, login.slot().id(), first));
            if (!login.isWithout()) {
                copies.begin(cryptoki, session);
            }
        } finally {
            loginTurn.give();
        }
    }

    private void tellLogin(Login.Outcome outcome, boolean again, Duration time) {
        Login told = new Login(login.slot().toString(), outcome, again, time);
        pool.gate().tell(listener -> listener.login(told));
    }

    private void found(List<String> more) {
        synchronized (pool) {
            findings.addAll(more);
        }
    }

    /** Returns what was found at each login, and at the end, for people. */
    List<String> findings() {
        synchronized (pool) {
            return List.copyOf(findings);
        }
    }

    int logins() {
        synchronized (pool) {
            return logins;
        }
    }

    Optional<Instant> lastLogin() {
        synchronized (pool) {
            return Optional.ofNullable(lastLogin);
        }
    }

    boolean isCurrent(int ofLogin) {
        synchronized (pool) {
            return anchor != null && ofLogin == logins;
        }
    }

    /** Whether there is a session that keeps the login. */
    boolean isLoggedIn() {
        synchronized (pool) {
            return anchor != null;
        }
    }

    /** Whether another thread logs in, or has yet to close a session that kept a login. */
    boolean isBusy() {
        synchronized (pool) {
            return renewing != null || !orphans.isEmpty();
        }
    }

    /** Whether this thread logs in, or drops what is lost. */
    boolean isRenewedHere() {
        synchronized (pool) {
            return renewing == Thread.currentThread();
        }
    }

    /** Returns an object that is made once a login, and that ends with it. */
    long kept(Template template, TimeLeft patience) throws KeyTransferException {
        Optional<Long> known = known(template);
        if (known.isPresent()) {
            return known.get();
        }
        anchorTurn.take();
        try {
            known = known(template);
            return known.isPresent() ? known.get() : make(template, patience);
        } finally {
            anchorTurn.give();
            endOrphans(TimeLeft.NONE);
        }
    }

    private Optional<Long> known(Template template) throws TokenException {
        synchronized (pool) {
            pool.requireOpen();
            return Optional.ofNullable(kept.get(template));
        }
    }

    private long make(Template template, TimeLeft patience) throws KeyTransferException {
        Anchor current = loggedIn(patience);
        try {
            long made = cryptoki.createObject(current.session(), template);
            synchronized (pool) {
                if (isCurrent(current.login())) {
                    kept.put(template, made);
                }
            }
            return made;
        } catch (CkrException e) {
            throw pool.noted(pool.failure(current.session(), current.login(), e));
        }
    }

    /**
     * Takes the anchor away, if it is still that of this login; until it is {@linkplain #renew
     * ended and renewed} nobody logs in.
     */
    Optional<Ended> drop(int ofLogin) {
        synchronized (pool) {
            if (!isCurrent(ofLogin)) {
                return Optional.empty();
            }
            renewing = Thread.currentThread();
            return detach();
        }
    }

    /** Ends what was dropped, and lets the next thread log in. */
    void renew(Ended dropped) {
        try {
            end(dropped, TimeLeft.NONE);
        } finally {
            renewed();
        }
    }

    private Optional<Ended> detach() {
        synchronized (pool) {
            Optional<Ended> ended =
                    Optional.ofNullable(anchor)
                            .map(session -> new Ended(session, List.copyOf(kept.values())));
            anchor = null;
            kept.clear();
            return ended;
        }
    }

    /** Ends the login for good, after a last look at what the token keeps. */
    void close(TimeLeft patience) {
        detach().ifPresent(last -> end(last, patience));
        if (isBusy()) {
            endLoginOfStuckThread();
        }
    }

    /** A thread that logs in may have done so, and be stuck in what comes after. */
    private void endLoginOfStuckThread() {
        long slotId = login.slot().id();
        leftBehind.add(slotId, List.of());
        try {
            long session = ending.openSession(slotId, Ckf.RW_SESSION);
            endLogin(session);
            pool.closeSession(session, List.of());
        } catch (CkrException e) {
            // Then the login stays, and the next one says so.
        }
    }

    private void end(Ended ended, TimeLeft patience) {
        synchronized (pool) {
            orphans.add(ended);
        }
        endOrphans(patience);
    }

    /** Whoever calls the module in one of them looks here too, when it comes back. */
    private void endOrphans(TimeLeft patience) {
        while (orphan().isPresent() && anchorTurn.tryTake(patience)) {
            try {
                orphan().ifPresent(this::endOrphan);
            } finally {
                anchorTurn.give();
            }
        }
    }

    private void endOrphan(Ended ended) {
        if (pool.isClosed()) {
            found(copies.look(ending, ended.session()));
        }
        endLogin(ended.session());
        pool.closeSession(ended.session(), ended.kept());
        // If it was the first that could not be closed.
        endLogin(ended.session());
        synchronized (pool) {
            orphans.remove();
            waits.changed();
        }
    }

    private Optional<Ended> orphan() {
        synchronized (pool) {
            return Optional.ofNullable(orphans.peek());
        }
    }

    /** Looks for copies while the login lasts: other work may follow. */
    List<KeyCopy> lookForCopies() throws KeyTransferException {
        anchorTurn.take();
        try {
            anchor().ifPresent(session -> found(copies.look(cryptoki, session)));
        } finally {
            anchorTurn.give();
            endOrphans(TimeLeft.NONE);
        }
        return copies.take();
    }

    private Optional<Long> anchor() {
        synchronized (pool) {
            return Optional.ofNullable(anchor);
        }
    }

    KeptCopies copies() {
        return copies;
    }

    /** A login ends with the last session of its slot: one that cannot be closed would keep it. */
    private void endLogin(long session) {
        if (leftBehind.keepsLogin(login.slot().id()) && !login.isWithout() && !login.hasJoined()) {
            try {
                ending.logout(session);
            } catch (CkrException e) {
                // The session, or the login, is gone already.
            }
        }
    }
}
