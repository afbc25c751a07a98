package dev.keyhaul.pkcs11.session;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.notice.Deferral;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Attribute;
import dev.keyhaul.pkcs11.binding.AttributeValues;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.binding.Template;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A session that is given back when it is closed. One thread at a time.
 *
 * <p>After an error it is closed for good instead of given back: an operation may still be active
 * in it, and what it made goes with it. When the error says that the login is lost, the pool drops
 * its other sessions too.
 *
 * <p>A part in a session serves who borrows within a borrower: an error in it is the whole's, and
 * closing it gives nothing back.
 */
public final class Session implements AutoCloseable {
    private final Cryptoki cryptoki;
    private final SessionPool pool;
    private final AtomicBoolean closed = new AtomicBoolean();
    private boolean isTrying;
    private final State state;
    private final Role role;

    /** Of who borrowed it: ends when it is back. */
    private final Optional<Deferral> deferral;

    /** {@code CKS_RO_USER_FUNCTIONS} and {@code CKS_RW_USER_FUNCTIONS} (PKCS#11 v3.0 §3.3). */
    private static final long RO_USER_FUNCTIONS = 1;

    private static final long RW_USER_FUNCTIONS = 3;

    private enum Role {
        BORROWED,
        PART,
        KEPT
    }

    /** An object that a session remembers for whoever put it there, and that ends with it. */
    public interface Remembered {
        long handle();
    }

    /** What a session and its parts have in common. */
    static final class State {
        private final long handle;
        private final int login;
        private final Map<Object, Remembered> remembered;
        private final List<Long> undestroyed = new CopyOnWriteArrayList<>();
        private final AtomicBoolean ended;
        private boolean spent;
        private boolean lasts;

        State(long handle, int login) {
            this(handle, login, new ConcurrentHashMap<>(), new AtomicBoolean());
        }

        private State(
                long handle, int login, Map<Object, Remembered> remembered, AtomicBoolean ended) {
            this.handle = handle;
            this.login = login;
            this.remembered = remembered;
            this.ended = ended;
        }

        /** Returns that of the next borrower. */
        State next() {
            return new State(handle, login, remembered, ended);
        }

        long handle() {
            return handle;
        }

        int login() {
            return login;
        }

        /** Tells the first who ends it: another session may have the handle after it is closed. */
        boolean end() {
            return ended.compareAndSet(false, true);
        }

        /** Returns the objects that are in it beyond its end, where it cannot be closed. */
        List<Long> objects() {
            return Stream.concat(
                            undestroyed.stream(),
                            remembered.values().stream().map(Remembered::handle))
                    .toList();
        }
    }

    Session(Cryptoki cryptoki, SessionPool pool, State state, Optional<Deferral> deferral) {
        this(cryptoki, pool, state, Role.BORROWED, deferral);
    }

    private Session(
            Cryptoki cryptoki,
            SessionPool pool,
            State state,
            Role role,
            Optional<Deferral> deferral) {
        this.cryptoki = cryptoki;
        this.pool = pool;
        this.state = state;
        this.role = role;
        this.deferral = deferral;
    }

    Session part() {
        return new Session(cryptoki, pool, state, Role.PART, Optional.empty());
    }

    /**
     * Keeps the session for what was made in it, beyond the block that borrowed it: until the
     * result is closed no other borrower gets it.
     */
    public Session keep() {
        state.lasts = true;
        pool.unbind(this);
        return new Session(cryptoki, pool, state, Role.KEPT, Optional.empty());
    }

    /** Lets the thread borrow parts of a session that was kept, while it works with that. */
    public <T> T whileBound(Work<T> work) throws KeyTransferException {
        Optional<Deferral> whileWorking = pool.beginDeferral();
        boolean isBound = pool.bind(this);
        try {
            return work.with(this);
        } finally {
            if (isBound) {
                pool.unbind(this);
            }
            whileWorking.ifPresent(Deferral::close);
        }
    }

    public long handle() {
        return state.handle;
    }

    State state() {
        return state;
    }

    /** Tells under which of the token's logins it was opened: handles of objects are of one. */
    public int login() {
        return state.login;
    }

    /** Returns when an attribute of the token's objects was changed last, as System.nanoTime. */
    public long lastChange() {
        return pool.lastChange();
    }

    /** Whether a user is logged in: whoever that was in this process. */
    public boolean isOfUser() throws TokenException {
        return isOfUser(call(() -> cryptoki.sessionState(state.handle)));
    }

    static boolean isOfUser(long sessionState) {
        return sessionState == RO_USER_FUNCTIONS || sessionState == RW_USER_FUNCTIONS;
    }

    /** Refuses where somebody else has ended the login: what is not found may be there. */
    public void requireLogin() throws TokenException {
        if (pool.isLoginEnded(state.handle, state.login)) {
            throw pool.noted(pool.login().ended());
        }
    }

    /** Returns the objects that fit, each with its class. */
    public List<PresentObject> find(Template template) throws TokenException {
        return find(template, Cka.CLASS);
    }

    /** Returns the objects that fit, each with what it shows of these attributes. */
    public List<PresentObject> find(Template template, long... types) throws TokenException {
        return call(() -> PresentObject.find(cryptoki, state.handle, template, types));
    }

    /** The same for a listing, which reads an object again that another thread may be writing. */
    public List<PresentObject> list(Template template, long... types) throws TokenException {
        return call(() -> PresentObject.list(cryptoki, state.handle, template, types));
    }

    /** The same, where an object that cannot be read counts as one that shows nothing. */
    public List<PresentObject> findEvenUnreadable(Template template, long... types)
            throws TokenException {
        return call(
                () -> PresentObject.findEvenUnreadable(cryptoki, state.handle, template, types));
    }

    public AttributeValues read(long object, long... types) throws TokenException {
        return call(() -> cryptoki.getAttributeValue(state.handle, object, types));
    }

    /** Whether the token tells how long any of these values is. The values are not asked for. */
    public boolean tellsLength(long object, long... types) throws TokenException {
        return call(() -> cryptoki.tellsLength(state.handle, object, types));
    }

    /**
     * Tries what the token must refuse. That it does not do it is no error to remember, but the
     * session is closed for good.
     *
     * @param function what must refuse it: it counts as done once another function fails
     * @throws TokenException if the token fails, which is no refusal
     */
    public TrialOutcome attempt(String function, Trial trial) throws TokenException {
        isTrying = true;
        try {
            trial.run();
            return TrialOutcome.ALLOWED;
        } catch (TokenException e) {
            if (TokenFailure.isOfTheToken(e) || TokenFailure.isOfClosed(e)) {
                throw pool.noted(e);
            }
            if (!TokenFailure.isOf(e, function)) {
                return TrialOutcome.ALLOWED;
            }
            return TokenFailure.isOfTheGuard(e) ? TrialOutcome.REFUSED : TrialOutcome.NOT_SHOWN;
        } finally {
            isTrying = false;
        }
    }

    public void set(long object, Template changes) throws TokenException {
        pool.noteChange();
        call(
                SentCall.of(changes),
                () -> {
                    cryptoki.setAttributeValue(state.handle, object, changes);
                    return true;
                });
    }

    public long create(Template template) throws TokenException {
        return offer(
                SentCall.of(template),
                offered -> cryptoki.createObject(state.handle, offered.get(0)),
                template);
    }

    public long copy(long object, Template changes) throws TokenException {
        return call(SentCall.of(changes), () -> cryptoki.copyObject(state.handle, object, changes));
    }

    public void destroy(long object) throws TokenException {
        try {
            run(() -> cryptoki.destroyObject(state.handle, object));
        } catch (TokenException e) {
            state.undestroyed.add(object);
            throw e;
        }
    }

    /** Destroys an object that another thread or process may destroy at the same time. */
    public void destroyIfThere(long object) throws TokenException {
        run(
                () -> {
                    try {
                        cryptoki.destroyObject(state.handle, object);
                    } catch (CkrException e) {
                        if (!Ckr.OBJECT_HANDLE_INVALID.is(e.code())) {
                            throw e;
                        }
                    }
                });
    }

    /**
     * Leaves a throw-away object to end with this session, which is closed for good instead of
     * given back: one call instead of one for each object.
     */
    public void leaveToEnd(long object) {
        state.undestroyed.add(object);
        state.spent = true;
    }

    /**
     * Closes it for good instead of giving it back: what was made to stay is then looked for from a
     * {@linkplain SessionPool#borrowAfterEnd() session after it}.
     */
    public void endForGood() {
        state.spent = true;
    }

    /** Returns what the session remembers under a name. */
    public <T extends Remembered> Optional<T> remembered(Object name, Class<T> type) {
        return Optional.ofNullable(state.remembered.get(name)).map(type::cast);
    }

    /** Remembers an object under a name, also for the next borrower of the session. */
    public void remember(Object name, Remembered object) {
        state.remembered.put(name, object);
    }

    public void forget(Object name) {
        state.remembered.remove(name);
    }

    public long generateKey(Mechanism mechanism, Template template) throws TokenException {
        return offer(
                SentCall.of(mechanism, template),
                offered -> cryptoki.generateKey(state.handle, mechanism, offered.get(0)),
                template);
    }

    public Cryptoki.KeyPairHandles generateKeyPair(
            Mechanism mechanism, Template publicKey, Template privateKey) throws TokenException {
        return offer(
                SentCall.of(mechanism, publicKey, privateKey),
                offered ->
                        cryptoki.generateKeyPair(
                                state.handle, mechanism, offered.get(0), offered.get(1)),
                publicKey,
                privateKey);
    }

    public byte[] wrap(Mechanism mechanism, long wrappingKey, long key) throws TokenException {
        return call(
                SentCall.wrapping(mechanism, key),
                () -> cryptoki.wrapKey(state.handle, mechanism, wrappingKey, key));
    }

    public long unwrap(Mechanism mechanism, long unwrappingKey, byte[] wrapped, Template template)
            throws TokenException {
        return offer(
                SentCall.of(mechanism, template),
                offered ->
                        cryptoki.unwrapKey(
                                state.handle, mechanism, unwrappingKey, wrapped, offered.get(0)),
                template);
    }

    /**
     * What came of bytes that a token is to refuse; neither of both is a refusal.
     *
     * @param key what it made of them
     * @param unclear its answer, where that says nothing of the bytes yet: a device error, since
     *     some tokens refuse so, or a refusal of the template
     */
    public record Offered(OptionalLong key, Optional<CkrException> unclear) {
        private static final Offered REFUSED = new Offered(OptionalLong.empty(), Optional.empty());
    }

    /**
     * Unwraps what the token is to refuse, as a control.
     *
     * @throws TokenException when the token fails, which is no refusal
     */
    public Offered offer(Mechanism mechanism, long unwrappingKey, byte[] wrapped, Template template)
            throws TokenException {
        return unlessRefused(
                        () -> offered(mechanism, unwrappingKey, wrapped, template),
                        TokenFailure::isOfTheToken)
                .orElse(Offered.REFUSED);
    }

    private Offered offered(
            Mechanism mechanism, long unwrappingKey, byte[] wrapped, Template template)
            throws CkrException {
        try {
            long key =
                    accepted(
                            offered ->
                                    cryptoki.unwrapKey(
                                            state.handle,
                                            mechanism,
                                            unwrappingKey,
                                            wrapped,
                                            offered.get(0)),
                            template);
            return new Offered(OptionalLong.of(key), Optional.empty());
        } catch (CkrException e) {
            if (Ckr.DEVICE_ERROR.is(e.code()) || AcceptedTemplates.isOfTemplate(e)) {
                return new Offered(OptionalLong.empty(), Optional.of(e));
            }
            throw e;
        }
    }

    /** Creates what the token may well refuse: some make no key of known value. */
    public OptionalLong createUnlessRefused(Template template) throws TokenException {
        return unlessRefused(
                        () ->
                                OptionalLong.of(
                                        accepted(
                                                offered ->
                                                        cryptoki.createObject(
                                                                state.handle, offered.get(0)),
                                                template)),
                        e -> TokenFailure.isOfTheToken(e) || TokenFailure.is(e, Ckr.GENERAL_ERROR))
                .orElse(OptionalLong.empty());
    }

    /** A call that ends with its answer leaves no operation behind: a refusal spends no session. */
    private <T> Optional<T> unlessRefused(Call<T> call, Predicate<TokenException> isFailure)
            throws TokenException {
        boolean wasSpent = state.spent;
        try {
            return Optional.of(callQuietly(call));
        } catch (TokenException e) {
            if (isFailure.test(e)) {
                throw pool.noted(e);
            }
            state.spent = wasSpent;
            return Optional.empty();
        }
    }

    /** The failure that the device error of an offer was after all, with what follows from one. */
    public TokenException failed(CkrException deviceError) {
        return pool.noted(lost(deviceError));
    }

    public byte[] sign(Mechanism mechanism, long key, byte[] data) throws TokenException {
        return call(
                SentCall.of(mechanism), () -> cryptoki.sign(state.handle, mechanism, key, data));
    }

    public byte[] encrypt(Mechanism mechanism, long key, byte[] data) throws TokenException {
        return call(
                SentCall.of(mechanism), () -> cryptoki.encrypt(state.handle, mechanism, key, data));
    }

    /** The caller wipes the answer. */
    public byte[] decrypt(Mechanism mechanism, long key, byte[] ciphertext) throws TokenException {
        return call(
                SentCall.of(mechanism),
                () -> cryptoki.decrypt(state.handle, mechanism, key, ciphertext));
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            if (role == Role.KEPT || (role == Role.BORROWED && !state.lasts)) {
                end();
            }
        } finally {
            deferral.ifPresent(Deferral::close);
        }
    }

    private void end() {
        if (state.spent) {
            pool.discard(this);
        } else {
            pool.giveBack(this);
        }
    }

    /** {@return what to do where a slot that needs no login does not show a key} */
    public Optional<String> hintWithoutLogin() {
        return pool.slot().token().hintWithoutLogin();
    }

    /** Returns what the token takes of a template, as far as is known since it was opened. */
    public Template accepted(Template asked) {
        return pool.accepted().of(asked);
    }

    private <T> T offer(SentCall sent, Maker<T> maker, Template... asked) throws TokenException {
        return call(sent, () -> accepted(maker, asked));
    }

    private <T> T accepted(Maker<T> maker, Template... asked) throws CkrException {
        return pool.accepted()
                .offer(
                        List.of(asked),
                        new AcceptedTemplates.Making<T>() {
                            @Override
                            public T make(List<Template> offered) throws CkrException {
                                return maker.make(offered);
                            }

                            @Override
                            public void destroy(T made) throws CkrException {
                                for (long handle : handles(made)) {
                                    cryptoki.destroyObject(state.handle, handle);
                                }
                            }

                            @Override
                            public boolean isLeftBehind(Template offered) throws CkrException {
                                return Session.this.isLeftBehind(offered);
                            }
                        });
    }

    private static long[] handles(Object made) {
        return made instanceof Cryptoki.KeyPairHandles pair
                ? new long[] {pair.privateKey(), pair.publicKey()}
                : new long[] {(Long) made};
    }

    /** What ends with its session is gone with it: that one is closed after a refusal. */
    private boolean isLeftBehind(Template offered) throws CkrException {
        state.spent = true;
        List<Attribute> all = offered.attributes();
        List<Attribute> name =
                all.stream().filter(a -> a.type() == Cka.LABEL || a.type() == Cka.CLASS).toList();
        return all.contains(new Attribute.Flag(Cka.TOKEN, true))
                && !PresentObject.find(cryptoki, state.handle, new Template(name), Cka.CLASS)
                        .isEmpty();
    }

    private <T> T call(Call<T> call) throws TokenException {
        return call(SentCall.NOTHING, call);
    }

    private <T> T call(SentCall sent, Call<T> call) throws TokenException {
        try {
            return callQuietly(call);
        } catch (TokenException e) {
            throw isTrying ? e : pool.noted(sent.explain(e, pool.slot(), this::isTrue));
        }
    }

    private Optional<Boolean> isTrue(long object, long attribute) {
        try {
            return cryptoki.getAttributeValue(state.handle, object, attribute).flag(attribute);
        } catch (CkrException e) {
            return Optional.empty(); // The failure is told without it.
        }
    }

    /** The same for what may well be refused, which is no error to remember. */
    private <T> T callQuietly(Call<T> call) throws TokenException {
        try {
            return call.run();
        } catch (CkrException e) {
            throw lost(e);
        } catch (RuntimeException | Error e) {
            // It is not known how far the call came.
            state.spent = true;
            throw e;
        }
    }

    private TokenException lost(CkrException e) {
        state.spent = true;
        return pool.failure(state.handle, state.login, e);
    }

    private void run(Action action) throws TokenException {
        call(
                () -> {
                    action.run();
                    return true;
                });
    }

    /** Makes an object, or a pair, of the templates that it is given. */
    @FunctionalInterface
    private interface Maker<T> {
        T make(List<Template> offered) throws CkrException;
    }

    /** What is done in a session. */
    @FunctionalInterface
    public interface Work<T> {
        T with(Session session) throws KeyTransferException;
    }

    /** What a token may refuse. */
    @FunctionalInterface
    public interface Trial {
        void run() throws TokenException;
    }

    @FunctionalInterface
    private interface Call<T> {
        T run() throws CkrException;
    }

    @FunctionalInterface
    private interface Action {
        void run() throws CkrException;
    }
}
