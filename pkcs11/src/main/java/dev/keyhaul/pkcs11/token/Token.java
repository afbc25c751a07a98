package dev.keyhaul.pkcs11.token;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyOrigin.Protection;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.pkcs11.KeyAttribute;
import dev.keyhaul.pkcs11.KeyCopy;
import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.KeyPurpose;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.PinSupplier;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.SessionPolicy;
import dev.keyhaul.pkcs11.TokenCapabilities;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.object.AesCbc;
import dev.keyhaul.pkcs11.object.FoundKey;
import dev.keyhaul.pkcs11.object.HeldKey;
import dev.keyhaul.pkcs11.object.KeyObjects;
import dev.keyhaul.pkcs11.probe.AesGeneration;
import dev.keyhaul.pkcs11.probe.ProbeRun;
import dev.keyhaul.pkcs11.probe.TriedToken;
import dev.keyhaul.pkcs11.restore.RecoveryPair;
import dev.keyhaul.pkcs11.restore.RecoveryTrial;
import dev.keyhaul.pkcs11.restore.TokenKeyImport;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.SessionPool;
import dev.keyhaul.pkcs11.session.TokenFailure;
import dev.keyhaul.pkcs11.staying.KeyGeneration;
import dev.keyhaul.pkcs11.staying.StayingKey;
import dev.keyhaul.pkcs11.wrap.TokenKeyDescription;
import dev.keyhaul.pkcs11.wrap.WrapInToken;
import dev.keyhaul.pkcs11.wrap.WrapRule;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An open token: its keys, found, generated, imported, sealed and deleted.
 *
 * <pre>{@code
 * try (Token token = module.login(module.find(TokenSelector.label("hsm")), pin);
 *         TokenKey key = token.rsaKey(token.generate(KeyRequest.target("tenant")))) {
 *     BlobWrapper.under(kek).build().wrap(key).writeTo(blobFile);
 *     token.seal(key.info()); // nobody can wrap it any more
 * }
 * }</pre>
 *
 * <p>Thread-safe: each call borrows a session. Where the token has no more, threads wait for each
 * other, 5 minutes unless {@link #lendBy} says something else. Close its keys first.
 *
 * <p>A login is lost with its session (CKR_SESSION_HANDLE_INVALID, CKR_SESSION_CLOSED), with the
 * token (CKR_TOKEN_NOT_PRESENT, CKR_DEVICE_REMOVED), by a logout elsewhere in the process
 * (CKR_USER_NOT_LOGGED_IN), and counts as lost after CKR_DEVICE_ERROR. The call that meets it fails
 * with that error, and is never repeated by itself: nobody knows how far it came. The next call
 * opens new sessions and logs in again through the {@link PinSupplier}, or at the token's own PIN
 * pad; keys that stay in the token are found again and go on working. A PIN that was refused is
 * never sent again: from then on each call fails with a {@link
 * dev.keyhaul.core.WrongSecretException} and leaves the token alone.
 *
 * <p>Ephemeral objects of an earlier run that could not be destroyed then are looked for at each
 * login, destroyed and told by {@link #findings()}.
 *
 * @since 0.1.0
 */
public final class Token implements AutoCloseable {
    private static final String NOT_CHANGEABLE =
            "if the token lets nobody change that (AWS CloudHSM, YubiHSM), generate the key as not extractable, or restore it from a copy: what is restored is not extractable";

    private final Pkcs11Module module;
    private final SessionPool pool;
    private final TriedToken tried;
    private volatile WrapRule wrapRule = WrapPolicy.DEFAULT.asRule();

    Token(Pkcs11Module module, SessionPool pool) {
        this.module = module;
        this.pool = pool;
        this.tried = new TriedToken(pool);
    }

    /** {@return the module that the token is in} */
    public Pkcs11Module module() {
        return module;
    }

    /** {@return the token as it was when it was opened} */
    public TokenInfo info() {
        return pool.slot().token();
    }

    /**
     * {@return what was found when the token was logged in, a sentence each: ephemeral objects that
     * an earlier run had left behind, and whether they could be destroyed now} After a {@linkplain
     * #requireNoCopies look for copies}, also what that leaves open.
     */
    public List<String> findings() {
        return pool.findings();
    }

    /**
     * {@return whether the token uses the login of another part of this process: it was opened
     * without one of its own, or shares one ({@link Pkcs11Module#loginOrShare})} Its private
     * objects are there until that part logs out.
     *
     * @throws TokenException when the token fails
     */
    public boolean loggedInByOthers() throws KeyTransferException {
        if (!pool.login().isWithout()) {
            return pool.login().hasJoined();
        }
        try (Session session = borrow()) {
            return session.isOfUser();
        }
    }

    /**
     * {@return the private and secret keys that stay in the token, and public keys that stand
     * alone}
     *
     * @throws KeyTransferException if the token fails
     */
    public List<KeyInfo> keys() throws KeyTransferException {
        return infos(looking(session -> new KeyObjects(session).list()));
    }

    /**
     * Returns the keys of one class that stay in the token.
     *
     * @param kind the class
     * @return the keys, in the token's order
     * @throws TokenException when the token fails
     */
    public List<KeyInfo> keys(KeyObjectKind kind) throws KeyTransferException {
        Arguments.notNull("kind", kind);
        return infos(looking(session -> new KeyObjects(session).list(kind)));
    }

    private static List<KeyInfo> infos(List<FoundKey> found) {
        return found.stream().map(KeyInfo::new).toList();
    }

    /**
     * {@return the one key that is meant; without a class a public key only where it stands alone}
     *
     * @param selector selects one key of the token
     * @throws TokenException if there is none, or more than one
     */
    public KeyInfo find(KeySelector selector) throws KeyTransferException {
        Arguments.notNull("selector", selector);
        return new KeyInfo(looking(session -> new KeyObjects(session).find(selector)));
    }

    /** Looks once more where somebody else has ended the login, and its PIN is at hand. */
    private <T> T looking(Session.Work<T> work) throws KeyTransferException {
        try (Session session = borrow()) {
            return work.with(session);
        } catch (TokenException e) {
            if (e.reason() != Reason.LOGIN_ENDED || !pool.login().isRepeatable()) {
                throw e;
            }
        }
        try (Session session = borrow()) {
            return work.with(session);
        }
    }

    /**
     * Generates a key with the attributes of its purpose. It counts once another session has found
     * it, read its attributes and its exponent back, and seen that nothing else in the token has
     * its numbers; and once it has signed, or, a recovery pair, has opened a throw-away key.
     *
     * @param request what is asked for
     * @return the new key
     * @throws RefusedException when its length or its attributes are not allowed
     * @throws dev.keyhaul.core.CheckFailedException if it is not what was asked for; it is
     *     destroyed then
     * @throws TokenException when the label is there already, or the token does not honour the
     *     attributes or keep the key; it is destroyed then
     */
    public KeyInfo generate(KeyRequest request) throws KeyTransferException {
        return new KeyInfo(
                new KeyGeneration(pool).generate(request, key -> triedLast(request, key)).key());
    }

    private Set<String> triedLast(KeyRequest request, FoundKey key) throws KeyTransferException {
        if (request.purpose() == KeyPurpose.RECOVERY) {
            RecoveryTrial.run(tried, key);
        }
        return key.isAes() ? new AesGeneration(pool, request.lengthBits()).notShown() : Set.of();
    }

    /**
     * Brings a key from elsewhere into this token, by unwrapping alone: the token makes an RSA pair
     * for it, session objects of 3072 bits or as long as the key if that is longer; the key is
     * wrapped under it where the key lives, and unwrapped here. The key's clear form never goes
     * through the module. It counts as imported once its modulus was read back and a signature by
     * it verifies, and is destroyed otherwise, like the pair. The caller closes the result.
     *
     * @param key a software key, or a key of another token
     * @param as what becomes of it; a label must be new here
     * @return the key in this token; a session object ends when it is closed
     * @throws RefusedException when the key may not leave its home
     * @throws dev.keyhaul.core.CheckFailedException when what the token unwrapped is another key
     * @throws TokenException when a token fails, or has an object of that name already
     */
    public TokenKey importKey(TransferableKey key, RestoreAs as) throws KeyTransferException {
        Arguments.notNull("key", key, "as", as);
        return new TokenKey(this, new TokenKeyImport(tried, key, as).run());
    }

    /**
     * Makes a key not extractable (CKA_EXTRACTABLE to false), for good: nobody can wrap it any
     * more. A key that is sealed already stays so. Whether it is sealed is read, and tried, from
     * another session.
     *
     * @param key one of the token's keys
     * @return the key as it is now
     * @throws dev.keyhaul.core.CheckFailedException if the token wraps it nevertheless, or would
     *     make such a key extractable again
     * @throws TokenException when the token does not change it
     */
    public KeyInfo seal(KeyInfo key) throws KeyTransferException {
        Arguments.notNull("key", key);
        try {
            return new KeyInfo(StayingKey.seal(pool, key.found()).key());
        } catch (TokenException e) {
            throw TokenFailure.isOf(e, "C_SetAttributeValue") && TokenFailure.isRefusal(e)
                    ? TokenFailure.during(e, "the key stays extractable", NOT_CHANGEABLE)
                    : e;
        }
    }

    /**
     * Destroys a key, and with a private key its public object. There is no way back.
     *
     * @param key one of the token's keys
     * @throws KeyTransferException if the token does not destroy it
     */
    public void delete(KeyInfo key) throws KeyTransferException {
        Arguments.notNull("key", key);
        try (Session session = borrow()) {
            new KeyObjects(session).delete(key.found());
        }
        pool.unproven().drop(info(), key.label());
    }

    /**
     * {@return the key that is meant: the private key of an RSA or EC pair, or an AES key; without
     * a class in the selector private before secret}
     *
     * @param selector selects one key of the token
     * @throws TokenException when no key or several keys fit, or its kind, curve or length is not
     *     taken
     */
    public TokenKey key(KeySelector selector) throws KeyTransferException {
        try {
            return key(find(KeyObjects.orKind(selector, KeyObjectKind.PRIVATE)));
        } catch (TokenException e) {
            if (selector.kind() == null && e.kind() == TokenException.Kind.NOT_FOUND) {
                return key(findSecret(selector, e));
            }
            throw e;
        }
    }

    private KeyInfo findSecret(KeySelector selector, TokenException noPrivateKey)
            throws KeyTransferException {
        try {
            return find(selector.withKind(KeyObjectKind.SECRET));
        } catch (TokenException e) {
            throw e.kind() == TokenException.Kind.NOT_FOUND ? noPrivateKey : e;
        }
    }

    /**
     * {@return a key that was found or generated}
     *
     * @param key one of the token's keys
     * @throws KeyTransferException if its kind, curve or length is not taken, or the token fails
     */
    public TokenKey key(KeyInfo key) throws KeyTransferException {
        return held(key, TokenKeyDescription.of(tried, key.found()));
    }

    /**
     * Returns the fingerprint of a key: of a pair by its public half, of an AES key that may
     * encrypt by what it encrypts.
     *
     * @param key one of the token's keys
     * @return the fingerprint; empty for other keys
     * @throws TokenException when the token fails
     */
    public Optional<Fingerprint> fingerprint(KeyInfo key) throws KeyTransferException {
        if (key.publicKey().isPresent()) {
            return key.publicKey().map(Fingerprint::of);
        }
        if (!key.isAes() || key.kind() != KeyObjectKind.SECRET || !key.is(KeyAttribute.ENCRYPT)) {
            return Optional.empty();
        }
        try (Session session = borrow()) {
            return Optional.of(AesCbc.fingerprint(session, key.found().handleIn(session)));
        }
    }

    /**
     * {@return the RSA private key that is meant}
     *
     * @param selector selects one key of the token
     * @throws TokenException when no key or several keys fit, or it is not an RSA key
     */
    public TokenKey rsaKey(KeySelector selector) throws KeyTransferException {
        return rsaKey(find(KeyObjects.orKind(selector, KeyObjectKind.PRIVATE)));
    }

    /**
     * Returns the RSA private key that is meant, if it is there.
     *
     * @param selector which key is meant
     * @return the key; empty when the token has none
     * @throws TokenException when there is more than one, it is not an RSA key, or the token fails
     */
    public Optional<TokenKey> findRsaKey(KeySelector selector) throws KeyTransferException {
        try {
            return Optional.of(rsaKey(selector));
        } catch (TokenException e) {
            if (e.kind() == TokenException.Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * {@return an RSA private key that was found or generated}
     *
     * @param key one of the token's keys
     * @throws TokenException if it is not an RSA private key
     */
    public TokenKey rsaKey(KeyInfo key) throws TokenException {
        return held(key, KeyDescription.of(TokenKeyDescription.rsa(key.found())));
    }

    private TokenKey held(KeyInfo key, KeyDescription description) throws TokenException {
        return new TokenKey(this, HeldKey.resident(pool, key.found(), description));
    }

    /**
     * {@return the recovery pair that is meant}
     *
     * @param selector selects one key of the token
     * @throws KeyTransferException if no key or several keys fit, or it is not a recovery pair
     */
    public RecoveryKey recoveryKey(KeySelector selector) throws KeyTransferException {
        return recoveryKey(find(KeyObjects.orKind(selector, KeyObjectKind.PRIVATE)));
    }

    /**
     * {@return a recovery pair that was found or generated}
     *
     * @param key one of the token's keys
     * @throws TokenException if it is not a recovery pair
     */
    public RecoveryKey recoveryKey(KeyInfo key) throws TokenException {
        return new RecoveryKey(this, key);
    }

    /**
     * {@return the only recovery pair: an RSA pair that unwraps, and neither decrypts nor signs}
     *
     * @throws TokenException if there is none, or more than one
     */
    public RecoveryKey onlyRecoveryKey() throws KeyTransferException {
        List<KeyInfo> pairs =
                keys().stream().filter(key -> RecoveryPair.isOne(key.found())).toList();
        if (pairs.size() != 1) {
            String found = pairs.size() + " recovery pairs in token '" + info().label() + "'";
            if (pairs.isEmpty()) {
                throw new TokenException(
                        Reason.RECOVERY_PAIR_MISSING,
                        TokenException.Kind.NOT_FOUND,
                        found,
                        info().hintWithoutLogin().orElse(null));
            }
            throw new TokenException(
                    Reason.KEY_AMBIGUOUS,
                    TokenException.Kind.AMBIGUOUS,
                    found,
                    "name one of them: "
                            + pairs.stream()
                                    .map(KeyInfo::toString)
                                    .collect(Collectors.joining("; ")));
        }
        return recoveryKey(pairs.get(0));
    }

    /**
     * {@return the AES wrapping key that is meant}
     *
     * @param selector selects one key of the token
     * @throws KeyTransferException if no key or several keys fit, or it is not an AES wrapping key
     */
    public TokenAesWrappingKey wrappingKey(KeySelector selector) throws KeyTransferException {
        return wrappingKey(find(KeyObjects.orKind(selector, KeyObjectKind.SECRET)));
    }

    /**
     * {@return an AES wrapping key that was found or generated}
     *
     * @param key one of the token's keys
     * @throws KeyTransferException if it is not an AES wrapping key
     */
    public TokenAesWrappingKey wrappingKey(KeyInfo key) throws KeyTransferException {
        return TokenAesWrappingKey.of(this, key);
    }

    /**
     * {@return what the token can do for moving keys} The first call tries its AES key wrap on
     * throw-away keys; the answer is kept until the token is closed, never longer.
     *
     * @throws KeyTransferException if the token fails
     */
    public TokenCapabilities capabilities() throws KeyTransferException {
        return tried.capabilities();
    }

    /**
     * Says how keys of this token are wrapped from now on.
     *
     * @param policy the policy; {@link WrapPolicy#DEFAULT} unless this is called
     * @throws RefusedException if the second proof is not in another maker's token, or its pair is
     *     not fit for master copies
     * @throws KeyTransferException if that token fails
     */
    public void wrapBy(WrapPolicy policy) throws KeyTransferException {
        if (policy.secondProof().isPresent()) {
            policy.secondProof().get().requireOtherThan(this);
        }
        wrapRule = policy.asRule();
    }

    /**
     * Lets recovery pairs and wrapping keys be made here, and be recipients of master copies,
     * though the token leaves guards of theirs open ({@link KeyInfo#openGuards}): whoever can log
     * in to it can turn such a key to another use. Without this they are refused.
     */
    public void allowOpenGuards() {
        pool.allowOpenGuards();
    }

    WrapInToken wrapping(Session session, HeldKey key) {
        return new WrapInToken(tried, wrapRule, session, key);
    }

    TriedToken tried() {
        return tried;
    }

    /**
     * Tries the token on throw-away keys: its key wraps, its one call, and what it enforces when it
     * wraps. Nothing is left behind.
     *
     * @return what the token really does
     * @throws KeyTransferException if the token fails
     */
    public TokenProbe probe() throws KeyTransferException {
        return new TokenProbe(new ProbeRun(tried).probe());
    }

    /**
     * {@return what guards keys here, as far as the token claims and is known}
     *
     * @throws TokenException if the token fails
     */
    public Protection protection() throws TokenException {
        return pool.slot().protection();
    }

    /**
     * Looks for copies as {@link #requireNoCopies} does, and returns them: those that are an error
     * there, and the same keys in other slots of the module.
     *
     * @return what was found since the last call
     * @throws KeyTransferException if the token is closed, or waited for in vain
     */
    public List<KeyCopy> copies() throws KeyTransferException {
        return pool.lookForCopies();
    }

    /**
     * Looks for copies of the keys that were wrapped, made or brought in here since the last look:
     * private and secret keys that came into the token meanwhile, under names that nobody asked
     * for. {@link #close} looks, too; this is for a token that stays open after a piece of work.
     * {@link #findings} has what could not be looked at, and keys in other slots of the module.
     *
     * @throws dev.keyhaul.core.CheckFailedException if the token has kept a copy, which is not
     *     destroyed
     */
    public void requireNoCopies() throws KeyTransferException {
        pool.requireNoCopies();
    }

    SessionPool sessions() {
        return pool;
    }

    Session borrow() throws KeyTransferException {
        return pool.borrow();
    }

    /** {@return the source of randomness that the token was opened with} */
    public SecureRandom random() {
        return pool.random();
    }

    /**
     * Says how the sessions of this token are lent from now on, and how long {@link #close} waits.
     *
     * @param policy the choice; until then that of the module holds
     */
    public void lendBy(SessionPolicy policy) {
        pool.lendBy(Objects.requireNonNull(policy, "policy"));
    }

    /**
     * Returns what the token is at: its sessions, who waits for one, the calls inside the module,
     * the last error. It calls nothing, so it returns at once, also when the HSM is stuck.
     *
     * @return the state of this moment
     */
    public TokenHealth health() {
        return new TokenHealth(pool.health());
    }

    /**
     * Closes the sessions, and with the last one of the process the login ends. No call gets in any
     * more: a thread that works with a key gets a {@link TokenException} that says "closed". Calls
     * that are inside the module are waited for, for as long as {@link SessionPolicy#closeWait}
     * says; sessions without a call are closed meanwhile. Closing twice has no effect.
     *
     * @throws KeyTransferException.Unchecked if a call is still inside the module: its session
     *     stays open, and ends when the call comes back; or, once all is closed, if the token has
     *     kept a copy of a key ({@link #requireNoCopies})
     * @throws IllegalStateException on a thread that works with the token, such as one that is
     *     asked for its PIN, or in a listener
     */
    @Override
    public void close() {
        try {
            pool.close();
        } catch (KeyTransferException e) {
            throw new KeyTransferException.Unchecked(e);
        }
    }
}
