package dev.keyhaul.pkcs11;

import dev.keyhaul.pkcs11.binding.Cko;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * A key object of a token as it was when it was looked at, and its handle: what a {@link KeyInfo}
 * shows of it to applications. Immutable.
 */
final class FoundKey {
    /** A wrap right after the key was found need not read its attributes again. */
    private static final long FRESH_NANOS = 2_000_000_000L;

    private final long readAt = System.nanoTime();
    private final KeyKind kind;
    private final long keyType;
    private final String label;
    private final byte[] id;
    private final int lengthBits;
    private final PublicHalf publicHalf;
    private final Map<KeyAttribute, Boolean> attributes;
    private final int login;
    private final long handle;

    FoundKey(
            KeyKind kind,
            long keyType,
            String label,
            byte[] id,
            int lengthBits,
            PublicHalf publicHalf,
            Map<KeyAttribute, Boolean> attributes,
            int login,
            long handle) {
        this.kind = kind;
        this.keyType = keyType;
        this.label = label;
        this.id = id;
        this.lengthBits = lengthBits;
        this.publicHalf = publicHalf;
        this.attributes = Collections.unmodifiableMap(new EnumMap<>(attributes));
        this.login = login;
        this.handle = handle;
    }

    KeyKind kind() {
        return kind;
    }

    /** Returns {@code RSA}, {@code AES}, {@code EC}, or the number of another type. */
    String type() {
        if (keyType == Cko.RSA) {
            return "RSA";
        } else if (keyType == Cko.AES) {
            return "AES";
        } else if (keyType == Cko.EC) {
            return "EC";
        } else if (keyType == Cko.GENERIC_SECRET) {
            return "generic secret";
        }
        return "0x" + Long.toHexString(keyType);
    }

    String label() {
        return label;
    }

    byte[] id() {
        return id.clone();
    }

    String idHex() {
        return HexFormat.of().formatHex(id);
    }

    /**
     * Returns the length of the modulus, of the curve's field or of the secret, 0 where the token
     * does not tell.
     */
    int lengthBits() {
        return lengthBits;
    }

    /** Returns the public half of an RSA or EC key, as its token tells it. */
    Optional<PublicKey> publicKey() {
        return Optional.ofNullable(publicHalf.key());
    }

    /** Returns the public half of an RSA key. */
    Optional<RSAPublicKey> rsaPublicKey() {
        return publicHalf.key() instanceof RSAPublicKey rsa ? Optional.of(rsa) : Optional.empty();
    }

    /** What the token tells of the public half. */
    PublicHalf publicHalf() {
        return publicHalf;
    }

    /** Returns what the token says of it; what it does not know is absent. */
    Map<KeyAttribute, Boolean> attributes() {
        return attributes;
    }

    /** Whether it was read a moment ago under this login, and nothing was changed since. */
    boolean isAsNow(Session session) {
        return login == session.login()
                && readAt - session.lastChange() > 0
                && System.nanoTime() - readAt < FRESH_NANOS;
    }

    /** Whether the token says that an attribute is true. */
    boolean is(KeyAttribute attribute) {
        return attributes.getOrDefault(attribute, false);
    }

    /** Whether the token says that an attribute is false; one it does not know is not. */
    boolean isNot(KeyAttribute attribute) {
        return !attributes.getOrDefault(attribute, true);
    }

    /** Returns a selector for this key: its identifier and label. */
    KeySelector selector() {
        KeySelector named = label.isEmpty() ? KeySelector.any() : KeySelector.label(label);
        return (id.length == 0 ? named : named.withId(id)).withKind(kind);
    }

    /** The same key with the public half that a proof has shown to be its own. */
    FoundKey withPublicHalf(PublicKey proven, int provenBits) {
        return new FoundKey(
                kind,
                keyType,
                label,
                id,
                provenBits,
                PublicHalf.of(proven, provenBits),
                attributes,
                login,
                handle);
    }

    /** The same secret key with the length that a proof has shown, where its token tells none. */
    FoundKey withLength(int provenBits) {
        return new FoundKey(
                kind, keyType, label, id, provenBits, publicHalf, attributes, login, handle);
    }

    boolean isRsa() {
        return keyType == Cko.RSA;
    }

    boolean isEc() {
        return keyType == Cko.EC;
    }

    boolean isAes() {
        return keyType == Cko.AES;
    }

    /** The handle under the login that the key was found under. */
    long handle() {
        return handle;
    }

    /** Returns the handle under a session's login; after a new one the key is looked for again. */
    long handleIn(Session session) throws TokenException {
        return login == session.login() ? handle : new KeyObjects(session).findAgain(this).handle;
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
        return id.length == 0 ? selector() : KeySelector.id(id).withKind(kind);
    }

    /** Names the key for messages. */
    @Override
    public String toString() {
        return type() + " " + KeyTerms.name(kind) + " '" + label + "' (id " + idHex() + ")";
    }
}
