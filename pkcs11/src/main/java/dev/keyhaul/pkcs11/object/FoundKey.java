package dev.keyhaul.pkcs11.object;

import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.pkcs11.KeyAttribute;
import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Cko;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.TokenFailure;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A key object of a token as it was when it was read, and its handle: what is shown to applications
 * leaves the handle out. Immutable.
 *
 * @param keyType the value of CKA_KEY_TYPE
 * @param lengthBits the length of the modulus, of the curve's field or of the secret, 0 where the
 *     token does not tell
 * @param attributes what the token says of it; what it does not know is absent
 * @param guard what was seen of its guard, where it has just been tried
 * @param login the login of the token that it was found under
 * @param handle its handle under that login
 * @param readAt when, as System.nanoTime
 */
public record FoundKey(
        KeyObjectKind kind,
        long keyType,
        String label,
        String idHex,
        int lengthBits,
        PublicHalf publicHalf,
        Map<KeyAttribute, Boolean> attributes,
        GuardFacts guard,
        int login,
        long handle,
        long readAt) {
    /** A wrap right after the key was found need not read its attributes again. */
    private static final long FRESH_NANOS = 2_000_000_000L;

    /** Returns {@code RSA}, {@code AES}, {@code EC}, or the number of another type. */
    public String type() {
        if (isRsa()) {
            return "RSA";
        } else if (isAes()) {
            return "AES";
        } else if (isEc()) {
            return "EC";
        }
        return keyType == Cko.GENERIC_SECRET ? "generic secret" : "0x" + Long.toHexString(keyType);
    }

    public byte[] id() {
        return HexFormat.of().parseHex(idHex);
    }

    /** Returns the public half of an RSA or EC key, as its token tells it. */
    public Optional<PublicKey> publicKey() {
        return Optional.ofNullable(publicHalf.key());
    }

    /** Returns the public half of an RSA key. */
    public Optional<RSAPublicKey> rsaPublicKey() {
        return publicHalf.key() instanceof RSAPublicKey rsa ? Optional.of(rsa) : Optional.empty();
    }

    /** Whether it was read a moment ago under this login, and nothing was changed since. */
    public boolean isAsNow(Session session) {
        return login == session.login()
                && readAt - session.lastChange() > 0
                && System.nanoTime() - readAt < FRESH_NANOS;
    }

    /** Whether the token says that an attribute is true. */
    public boolean is(KeyAttribute attribute) {
        return attributes.getOrDefault(attribute, false);
    }

    /** Whether the token says that an attribute is false; one it does not know is not. */
    public boolean isNot(KeyAttribute attribute) {
        return !attributes.getOrDefault(attribute, true);
    }

    /** Returns a selector for this key: its identifier and label. */
    public KeySelector selector() {
        KeySelector named =
                label.isEmpty() || label.length() > Arguments.MAX_NAME
                        ? KeySelector.any()
                        : KeySelector.label(label);
        return (idHex.isEmpty() || idHex.length() > 2 * Arguments.MAX_NAME
                        ? named
                        : named.withId(id()))
                .withKind(kind);
    }

    /** The same key with the public half that a proof has shown to be its own. */
    public FoundKey withPublicHalf(PublicKey proven, int provenBits) {
        return with(PublicHalf.of(proven, provenBits), provenBits, guard);
    }

    /** The same secret key with the length that a proof has shown, where its token tells none. */
    public FoundKey withLength(int provenBits) {
        return with(publicHalf, provenBits, guard);
    }

    /** The same key after the trials of its guard. */
    public FoundKey tried(GuardFacts seen) {
        return with(publicHalf, lengthBits, seen);
    }

    private FoundKey with(PublicHalf half, int bits, GuardFacts seen) {
        return new FoundKey(
                kind, keyType, label, idHex, bits, half, attributes, seen, login, handle, readAt);
    }

    public boolean isRsa() {
        return keyType == Cko.RSA;
    }

    public boolean isEc() {
        return keyType == Cko.EC;
    }

    public boolean isAes() {
        return keyType == Cko.AES;
    }

    /** Returns the handle under a session's login; after a new one the key is looked for again. */
    public long handleIn(Session session) throws TokenException {
        return login == session.login() ? handle : new KeyObjects(session).findAgain(this).handle;
    }

    /**
     * Uses the key. Where its handle is not valid, the key is {@linkplain RepeatedSearch looked}
     * for again, and used once more.
     *
     * @throws TokenException what the use throws, also where the key is not found again
     */
    public <T> T use(Session session, Use<T> use) throws TokenException {
        try {
            return use.of(handleIn(session));
        } catch (TokenException e) {
            if (!isOfTheHandle(e)) {
                throw e;
            }
            return use.of(foundAfter(e, session).handle);
        }
    }

    /** SoftHSM forgets a handle before it destroys the object, and that may fail. */
    private static boolean isOfTheHandle(TokenException e) {
        return e.reason() == Reason.OBJECT_GONE
                || (TokenFailure.isOf(e, "C_DestroyObject")
                        && TokenFailure.is(e, Ckr.FUNCTION_FAILED));
    }

    private FoundKey foundAfter(TokenException failure, Session session) throws TokenException {
        for (int look = 1; look <= RepeatedSearch.MOST; look++) {
            List<FoundKey> same = new KeyObjects(session).same(this);
            if (!same.isEmpty()) {
                return same.get(0);
            }
            RepeatedSearch.pauseAfter(look);
        }
        throw failure;
    }

    /** What is done with the handle of a key, and may be done again if that is not valid. */
    @FunctionalInterface
    public interface Use<T> {
        T of(long handle) throws TokenException;
    }

    /**
     * Whether a key that was found by {@link #refinding()} is this one: a pair by its public half,
     * a secret key, which shows nothing of itself, by all that is known of it.
     */
    boolean isSameAs(FoundKey found) {
        if (publicHalf.key() != null) {
            return publicHalf.key().equals(found.publicHalf.key());
        }
        return keyType == found.keyType
                && (lengthBits == found.lengthBits || found.lengthBits == 0)
                && label.equals(found.label)
                && attributes.equals(found.attributes);
    }

    /** Looks for this key again: by its id, or its label where it has none. */
    KeySelector refinding() {
        return idHex.isEmpty() ? selector() : KeySelector.id(id()).withKind(kind);
    }

    /** Names the key for messages. */
    @Override
    public String toString() {
        return type() + " " + KeyTerms.name(kind) + " '" + label + "' (id " + idHex + ")";
    }
}
