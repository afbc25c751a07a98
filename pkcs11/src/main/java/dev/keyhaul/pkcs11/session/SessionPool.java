package dev.keyhaul.pkcs11.session;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.notice.Deferral;
import dev.keyhaul.pkcs11.KeyCopy;
import dev.keyhaul.pkcs11.SessionPolicy;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.UnprovenKeys;
import dev.keyhaul.pkcs11.binding.Ckf;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import dev.keyhaul.pkcs11.binding.Template;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one token: one for each thread that borrows, kept for the next.
 *
 * <p>Thread-safe. The login is the token's, shared by all sessions of the process, and ends with
 * the last one: so one session is kept for as long as the login lasts and never lent ({@link
 * LoginKeeper}). When the login is lost, its sessions are dropped, and the next borrower logs in
 * again.
 *
 * <p>Two sessions are enough for whatever is done: a thread that borrows again gets the session
 * that it has, and one that comes when the token has no more waits until another gives its session
 * back, or for as long as the policy says.
 *
 * <p>No native code runs under the monitor, which guards the fields alone: a call that does not
 * come back holds up who waits for its session, and nobody else.
 */
public final class SessionPool {
    private static final String ONLY_ONE_HINT =
            "raise the limit of sessions in the settings of the HSM or its client, or close other"
                    + " applications that use the token";

    private final Cryptoki cryptoki;
    private final Cryptoki endings;
    private final CallGate gate;
    private final TokenLogin login;
    private final UnprovenKeys unproven;
    private final LeftBehind leftBehind;
    private final Consumer<SessionPool> atClose;
    private final SessionLimit limit;
    private final WaitingThreads waits = new WaitingThreads(this);
    private final LoginKeeper keeper;
    private final LentSessions loans = new LentSessions();
    private final AcceptedTemplates accepted = new AcceptedTemplates();
    private final Deque<Session.State> idle = new ArrayDeque<>();
    private final SecureRandom random = new SecureRandom();
    private final Map<Template, Set<Long>> openGuards = new ConcurrentHashMap<>();
    private volatile boolean openGuardsAllowed;
    private volatile SessionPolicy policy;
    private volatile long lastChange = System.nanoTime();
    private int opening;
    private int ending;
    private long returns;
    private PoolHealth.@Nullable Failure lastFailure;
    private volatile boolean closed;

    SessionPool(
            Cryptoki module,
            CallGate gate,
            TokenLogin login,
            LeftBehind leftBehind,
            UnprovenKeys unproven,
            SessionPolicy policy,
            Consumer<SessionPool> atClose) {
        this.cryptoki = new GatedCryptoki(module, gate);
        this.endings = new GatedCryptoki(module, gate.forEnding());
        this.gate = gate;
        this.login = login;
        this.leftBehind = leftBehind;
        this.unproven = unproven;
        this.policy = policy;
        this.atClose = atClose;
        this.limit = new SessionLimit(login.slot().token().token().maxSessionCount());
        this.keeper = new LoginKeeper(this, cryptoki, endings, login, leftBehind, waits);
    }

    /** Logs in for the first time. */
    void begin() throws KeyTransferException {
        boolean begun = false;
        try {
            gate.deferring(() -> keeper.loggedIn(patience()));
            begun = true;
        } finally {
            if (!begun) {
                atClose.accept(this);
            }
        }
    }

    /** Says how sessions are lent from now on, and how long a close waits. */
    public void lendBy(SessionPolicy newPolicy) {
        policy = newPolicy;
    }

    AcceptedTemplates accepted() {
        return accepted;
    }

    /** Returns what the token takes of a template, as far as is known since it was opened. */
    public Template accepted(Template asked) {
        return accepted.of(asked);
    }

    /** Lets keys that open others stay though their guards are open. */
    public void allowOpenGuards() {
        openGuardsAllowed = true;
    }

    public boolean allowsOpenGuards() {
        return openGuardsAllowed;
    }

    /** Returns what trials of guards have found open, by the template of their throw-away keys. */
    public Map<Template, Set<Long>> openGuards() {
        return openGuards;
    }

    SessionPolicy policy() {
        return policy;
    }

    private TimeLeft patience() {
        return TimeLeft.of(policy.sessionWait());
    }

    /** Returns turns at something that calls the module. */
    public ModuleTurn newTurn() {
        return new ModuleTurn(this, new ReentrantLock());
    }

    /** Lends a session; a thread that has one borrows a part in it. */
    public Session borrow() throws KeyTransferException {
        Optional<Session> part = partOfThread();
        if (part.isPresent()) {
            return part.get();
        }
        Session session = taken(/* mayWait= */ true).orElseThrow();
        bind(session);
        return session;
    }

    private synchronized Optional<Session> partOfThread() {
        return loans.ofThread()
                .filter(session -> keeper.isCurrent(session.login()))
                .map(Session::part);
    }

    /**
     * Lends a session in which nothing was begun, even to a thread that has one; when there are no
     * more, a part in that one.
     */
    public Session borrowAnother() throws KeyTransferException {
        Optional<Session> ofThread = sessionOfThread();
        Optional<Session> taken = taken(/* mayWait= */ ofThread.isEmpty());
        return taken.isPresent() ? taken.get() : ofThread.orElseThrow().part();
    }

    private synchronized Optional<Session> sessionOfThread() {
        return loans.ofThread();
    }

    /**
     * Returns an object that is made once a login, in the session that keeps that: it ends with the
     * login, and all sessions see it.
     */
    public long kept(Template template) throws KeyTransferException {
        return gate.deferring(() -> keeper.kept(template, patience()));
    }

    /**
     * Lends a session that shows what the token keeps: all that this thread had borrowed is back,
     * and what it {@linkplain Session#endForGood() ended for good} is closed.
     *
     * @throws IllegalStateException if the thread has a session still
     */
    public Session borrowAfterEnd() throws KeyTransferException {
        if (sessionOfThread().isPresent()) {
            throw new IllegalStateException("the session in which the key was made is still open");
        }
        return borrow();
    }

    /** Makes a session the one of this thread, if it has none. */
    synchronized boolean bind(Session session) {
        return loans.bind(session);
    }

    synchronized void unbind(Session session) {
        loans.unbind(session);
    }

    /**
     * Lends a session, and keeps events back until it is back: whoever works in it may have secrets
     * open. Empty when another thread's session is to be waited for, and the caller does not wait.
     */
    private Optional<Session> taken(boolean mayWait) throws KeyTransferException {
        Optional<Deferral> deferral = beginDeferral();
        ThreadWait wait = new ThreadWait(this);
        Optional<Session.State> taken = Optional.empty();
        try {
            taken = take(mayWait, wait);
        } finally {
            wait.tell(taken.isPresent());
            if (taken.isEmpty()) {
                deferral.ifPresent(Deferral::close);
            }
        }
        return taken.map(state -> new Session(cryptoki, this, state, deferral));
    }

    /** Keeps events of this thread back, if there is a listener. */
    Optional<Deferral> beginDeferral() {
        return gate.isHeard() ? Optional.of(Deferral.begin()) : Optional.empty();
    }

    CallGate gate() {
        return gate;
    }

    private Optional<Session.State> take(boolean mayWait, ThreadWait wait)
            throws KeyTransferException {
        TimeLeft patience = patience();
        while (true) {
            int ofLogin = keeper.loggedIn(patience).login();
            long returnsBefore;
            Session.State taken;
            synchronized (this) {
                requireOpen();
                if (!keeper.isCurrent(ofLogin)) {
                    continue;
                }
                returnsBefore = returns;
                taken = idle.pollFirst();
                if (taken != null) {
                    loans.lend(taken);
                } else if (!isFull()) {
                    opening++;
                } else if (mayWait) {
                    wait.begin();
                    waits.awaitChange(patience);
                    continue;
                } else {
                    return Optional.empty();
                }
            }
            if (taken == null) {
                taken = open(ofLogin, returnsBefore);
            }
            if (taken != null) {
                return Optional.of(taken);
            }
        }
    }

    /** Whether another session is not worth asking for, and one will come back. */
    private boolean isFull() {
        int all = sessions() + opening;
        return loans.count() + opening > 0
                && (limit.isReached(all) || all >= policy.mostSessions());
    }

    private int sessions() {
        return loans.count() + idle.size() + (keeper.isLoggedIn() ? 1 : 0);
    }

    /** Returns null when the token has no more, or the login is not the same any more. */
    private Session.@Nullable State open(int ofLogin, long returnsBefore) throws TokenException {
        try {
            Session.State opened = new Session.State(openSession(ofLogin), ofLogin);
            if (lend(opened)) {
                return opened;
            }
            end(opened);
            return null;
        } catch (TokenException e) {
            if (isRefusedForNow(e, returnsBefore)) {
                return null;
            }
            throw noted(isOnlyOne(e) ? TokenFailure.during(e, onlyOne(), ONLY_ONE_HINT) : e);
        } finally {
            openingEnds();
        }
    }

    /** Before anything is made: what borrows later has this session, or waits for another's. */
    private synchronized boolean isOnlyOne(TokenException e) {
        return TokenFailure.is(e, Ckr.SESSION_COUNT) && sessions() == 1 && keeper.isLoggedIn();
    }

    private String onlyOne() {
        return slot()
                + " grants one session, and two are needed: one keeps the login, and one does the"
                + " work";
    }

    private synchronized void openingEnds() {
        opening--;
        waits.changed();
    }

    private synchronized boolean lend(Session.State opened) {
        if (closed || !keeper.isCurrent(opened.login())) {
            return false;
        }
        loans.lend(opened);
        return true;
    }

    /** Where a session came back since, it is not known whether the token would refuse again. */
    private synchronized boolean isRefusedForNow(TokenException e, long returnsBefore) {
        if (!TokenFailure.is(e, Ckr.SESSION_COUNT)) {
            return false;
        }
        int others = opening - 1;
        limit.refusedAt(sessions() + others);
        return loans.count() + others > 0 || returns != returnsBefore;
    }

    long openSession(int ofLogin) throws TokenException {
        try {
            return cryptoki.openSession(slot().id(), Ckf.RW_SESSION);
        } catch (CkrException e) {
            dropIfLost(ofLogin, e);
            throw TokenFailure.of(e, slot().toString());
        }
    }

    /** Makes the error of who has waited in vain: what holds the sessions, since when. */
    synchronized TokenException starved(TimeLeft patience) {
        String holders = loans.holders(inside());
        boolean loggedIn = keeper.isLoggedIn();
        return noted(
                new TokenException(
                        Reason.TOKEN_BUSY,
                        TokenException.Kind.DEVICE,
                        slot()
                                + (loggedIn
                                        ? " had no free session within "
                                        : " was not logged in to within ")
                                + seconds(patience.most())
                                + (holders.isEmpty()
                                        ? ""
                                        : (loggedIn ? "; in use: " : "; not returned: ") + holders),
                        "find out what the HSM or its client waits for; a call that never returns"
                                + " ends only when this process does"));
    }

    private static String seconds(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    TokenException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new TokenException(
                Reason.INTERRUPTED,
                "interrupted while " + slot() + " had no free session",
                null,
                e);
    }

    private List<ModuleCalls.Call> inside() {
        return gate.calls().inside(gate::isOf);
    }

    /** Returns how the token is logged in. */
    public TokenLogin login() {
        return login;
    }

    public Slot slot() {
        return login.slot();
    }

    /** Returns the notes of keys that are being made. */
    public UnprovenKeys unproven() {
        return unproven;
    }

    /** Returns the randomness for what is done in the sessions. */
    public SecureRandom random() {
        return random;
    }

    /** Drops the sessions of a login when an answer in one of them says that it is gone. */
    void dropIfLost(int ofLogin, CkrException answer) {
        if (login.isLostBy(answer.code())) {
            gate.deferring(
                    () -> {
                        drop(ofLogin);
                        return true;
                    });
        }
    }

    private void drop(int ofLogin) {
        Optional<LoginKeeper.Ended> dropped;
        List<Session.State> unused = new ArrayList<>();
        synchronized (this) {
            dropped = closed ? Optional.empty() : keeper.drop(ofLogin);
            if (dropped.isPresent()) {
                unused.addAll(takeIdle());
            }
        }
        if (dropped.isPresent()) {
            unused.forEach(this::end);
            keeper.renew(dropped.get());
        }
    }

    private synchronized List<Session.State> takeIdle() {
        List<Session.State> all = List.copyOf(idle);
        idle.clear();
        return all;
    }

    /** Takes a session back that was lent, for the next borrower. */
    void giveBack(Session session) {
        if (!giveToNext(session)) {
            discard(session);
        }
    }

    private synchronized boolean giveToNext(Session session) {
        if (closed || !keeper.isCurrent(session.login())) {
            return false;
        }
        idle.addFirst(session.state().next());
        isBack(session);
        return true;
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
        end(session.state());
        isBack(session);
    }

    private synchronized void isBack(Session session) {
        loans.back(session);
        returns++;
        waits.changed();
    }

    private void end(Session.State session) {
        if (beginEnd(session)) {
            try {
                closeSession(session.handle(), session.objects());
            } finally {
                endingEnds();
            }
        }
    }

    private synchronized boolean beginEnd(Session.State session) {
        boolean first = session.end();
        ending += first ? 1 : 0;
        return first;
    }

    private synchronized void endingEnds() {
        ending--;
        waits.changed();
    }

    void closeSession(long handle, List<Long> objects) {
        try {
            endings.closeSession(handle);
        } catch (CkrException e) {
            // A session that cannot be closed is gone already, with its token or with C_Finalize;
            // or it is not, and keeps what is in it.
            leftBehind.add(slot().id(), objects);
        }
    }

    /** Returns what looks for copies of keys. */
    public KeptCopies copies() {
        return keeper.copies();
    }

    /** Looks for them now, as {@link #close} does; returns what was found since the last time. */
    public List<KeyCopy> lookForCopies() throws KeyTransferException {
        return gate.deferring(keeper::lookForCopies);
    }

    /**
     * The same, for work that the token outlives.
     *
     * @throws CheckFailedException if the token kept one
     */
    public void requireNoCopies() throws KeyTransferException {
        lookForCopies();
        copies().requireNone();
    }

    /** Returns what was found at each login, and at the end, for people. */
    public List<String> findings() {
        return keeper.findings();
    }

    /** Returns what it is at now. Calls nothing. */
    public synchronized PoolHealth health() {
        return new PoolHealth(
                !closed,
                sessions(),
                loans.count(),
                waits.count(),
                inside().stream().map(PoolHealth.Inside::of).toList(),
                keeper.logins(),
                keeper.lastLogin(),
                Optional.ofNullable(lastFailure));
    }

    /** Remembers an error as the last one. */
    synchronized <E extends KeyTransferException> E noted(E error) {
        lastFailure = new PoolHealth.Failure(Instant.now(), String.valueOf(error.getMessage()));
        return error;
    }

    boolean isClosed() {
        return closed || gate.isClosed();
    }

    void requireOpen() throws TokenException {
        if (isClosed()) {
            throw TokenException.of(closed());
        }
    }

    private CkrException closed() {
        return CkrException.notCalled("", slot() + " is closed");
    }

    /**
     * Whether somebody else has ended the login: private objects are not found then, and their
     * handles are not valid. The next borrower logs in again.
     */
    boolean isLoginEnded(long session, int ofLogin) {
        try {
            if (login.isWithout() || Session.isOfUser(cryptoki.sessionState(session))) {
                return false;
            }
        } catch (CkrException e) {
            return false; // The token does not tell, or has failed, which the next call shows.
        }
        dropIfLost(ofLogin, new CkrException("C_GetSessionInfo", Ckr.USER_NOT_LOGGED_IN));
        return true;
    }

    /** Makes the error of an answer in a session. */
    TokenException failure(long session, int ofLogin, CkrException answer) {
        if (TokenFailure.isOfLogin(answer) && isLoginEnded(session, ofLogin)) {
            return login.ended(answer);
        }
        dropIfLost(ofLogin, answer);
        return failure(answer);
    }

    /** Whatever a call answers after its session has ended under it, the close is the cause. */
    private TokenException failure(CkrException answer) {
        if (!isClosed() || !answer.isOfCall()) {
            return TokenException.of(answer);
        }
        CkrException closed = closed();
        closed.addSuppressed(answer);
        return TokenException.of(closed);
    }

    /** Refuses a thread that works with the token: it would wait for itself. */
    void requireOtherThread() {
        if (sessionOfThread().isPresent() || keeper.isRenewedHere() || gate.isTelling()) {
            throw new IllegalStateException(
                    slot() + " cannot be closed by a thread that works with it, or by a listener");
        }
    }

    /**
     * Stops lending, waits for the calls that are inside the module, as long as the policy says,
     * and closes the sessions.
     *
     * @throws TokenException when a call is still inside: its session stays open
     * @throws CheckFailedException if the token kept a copy of a key; all is closed then
     */
    public void close() throws KeyTransferException {
        close(TimeLeft.of(policy.closeWait()));
    }

    void close(TimeLeft patience) throws KeyTransferException {
        requireOtherThread();
        if (!stopLending()) {
            return;
        }
        gate.close();
        TimeLeft withGrace = patience.with(Closer.GRACE);
        Closer.run(() -> gate.deferring(() -> endAll(patience, withGrace)), withGrace);
        gate.calls().awaitNone(gate::isOf, withGrace);
        atClose.accept(this);
        String inside = gate.calls().giveUp(gate::isOf);
        if (!inside.isEmpty()) {
            throw ModuleUse.stuck(slot() + " is closed, but still inside its module: " + inside);
        }
        keeper.copies().requireNone();
    }

    private synchronized boolean stopLending() {
        boolean first = !closed;
        closed = true;
        waits.changed();
        return first;
    }

    private boolean endAll(TimeLeft patience, TimeLeft withGrace) {
        takeIdle().forEach(this::end);
        endThoseWithoutCall();
        gate.calls().awaitNone(call -> call.gate() == gate, patience);
        if (!awaitQuiet(patience)) {
            leftBehind.add(slot().id(), List.of());
        }
        endThoseWithoutCall();
        for (Session.State stuck : lent()) {
            if (hasCall(stuck)) {
                leftBehind.add(slot().id(), stuck.objects());
            }
        }
        keeper.close(patience);
        // Those that came back a little late.
        gate.calls().awaitNone(call -> call.gate() == gate, withGrace);
        endThoseWithoutCall();
        awaitQuiet(withGrace);
        return true;
    }

    /** A session that another thread has opened, or is about to close, may keep the login. */
    private synchronized boolean awaitQuiet(TimeLeft patience) {
        while (isBusy() && !patience.isOver()) {
            try {
                patience.waitOn(this);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e); // Nobody has the thread that closes.
            }
        }
        return !isBusy();
    }

    private synchronized boolean isBusy() {
        return opening > 0 || ending > 0 || keeper.isBusy();
    }

    private synchronized List<Session.State> lent() {
        return loans.states();
    }

    /** No call gets in any more: a session without one is not used again. */
    private void endThoseWithoutCall() {
        lent().stream().filter(state -> !hasCall(state)).forEach(this::end);
    }

    private boolean hasCall(Session.State session) {
        return inside().stream()
                .anyMatch(call -> call.gate() == gate && call.session() == session.handle());
    }
}
