package dev.keyhaul.pkcs11.probe;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.keywrap.AesKwp;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenKeyType;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.object.KeyTerms;
import dev.keyhaul.pkcs11.object.SessionObject;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.TokenFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import javax.crypto.spec.SecretKeySpec;

/**
 * A throw-away key in a token: it goes the way that targets go, and what came of it is looked at
 * here, since it is worth nothing. Its object ends with the session.
 */
public sealed interface ControlKey extends Session.Remembered
        permits RsaControl, EcControl, AesControl {
    /**
     * Which kind of throw-away key a target needs.
     *
     * @param type the target's kind
     * @param bits the target's length, which stands for an EC key's curve; of an RSA key 2048
     *     whatever the target has: 4096 take an HSM many seconds
     */
    record Kind(TokenKeyType type, int bits) {
        /** What stands for RSA keys of all lengths. */
        static final Kind RSA = new Kind(TokenKeyType.RSA, RsaControl.MODULUS_BITS);

        public static Kind of(KeyDescription target) {
            TokenKeyType type = KeyTerms.type(target);
            return type == TokenKeyType.RSA ? RSA : new Kind(type, target.lengthBits());
        }
    }

    /**
     * What an opened wrap was like, beyond being right.
     *
     * @param type the kind of key
     * @param keyBytes the length of the key's encoding, without padding
     * @param zeroPadded whether zeros stand behind the PKCS#8
     * @param withoutPublicHalf whether the PKCS#8 of an EC key leaves the public point out
     * @param alsoStaying whether a key that stays in the token was wrapped in this way too
     */
    record Encoding(
            TokenKeyType type,
            int keyBytes,
            boolean zeroPadded,
            boolean withoutPublicHalf,
            boolean alsoStaying) {
        Encoding(TokenKeyType type, int keyBytes, boolean zeroPadded, boolean withoutPublicHalf) {
            this(type, keyBytes, zeroPadded, withoutPublicHalf, false);
        }

        public Encoding seenOfStaying(boolean seen) {
            return new Encoding(type, keyBytes, zeroPadded, withoutPublicHalf, seen);
        }

        /** What a reader of the blob must know. */
        public static final String ONLY_OF_SESSION =
                "the token keeps no copy of a throw-away key: whether it wraps keys that stay in it as it wraps throw-away ones was not tested";

        /** What a reader of the copy must know. */
        public static final String WITHOUT_PUBLIC_HALF =
                "the token leaves the public point out of an EC key's PKCS#8, as RFC 5915 allows:"
                        + " OpenSSL and the JDK compute it, a strict parser may refuse the key";

        /**
         * Refuses bytes that are not as long as those of a target that is encoded in this way.
         *
         * @throws CheckFailedException when they are not
         */
        public void requireLength(byte[] kwpPart, KeyDescription target)
                throws CheckFailedException {
            WrappedLength.require(kwpPart, target, keyBytes);
        }

        /** What is known of a wrap by a mechanism that may pad, by its behaviour. */
        public List<String> notes(KeyWrap keyWrap) {
            // An AES key is a multiple of 8 bytes long: no token pads it.
            return notes(type == TokenKeyType.AES ? List.of() : keyWrap.notes());
        }

        /** What is known of a wrap by this one alone. */
        public List<String> notes() {
            return notes(zeroPadded ? List.of(KeyWrap.ZERO_PADDING) : List.of());
        }

        private List<String> notes(List<String> ofPadding) {
            List<String> notes = new ArrayList<>(ofPadding);
            if (!alsoStaying) {
                notes.add(ONLY_OF_SESSION);
            }
            if (withoutPublicHalf) {
                notes.add(WITHOUT_PUBLIC_HALF);
            }
            return notes;
        }
    }

    /**
     * Returns the throw-away key of a kind of a session, which is put into it when it is first
     * needed; where that is refused, the token makes one.
     */
    static ControlKey in(Session session, Kind kind) throws TokenException, CheckFailedException {
        Optional<ControlKey> kept = session.remembered(kind, ControlKey.class);
        if (kept.isPresent()) {
            return kept.get();
        }
        ControlKey made =
                switch (kind.type()) {
                    case RSA -> RsaControl.in(session);
                    case EC -> EcControl.in(session, kind.bits());
                    case AES -> AesControl.in(session, kind.bits());
                };
        session.remember(kind, made);
        return made;
    }

    /** Creates an object of known value; empty when the token refuses such objects. */
    static OptionalLong created(Session session, Template template) throws TokenException {
        OptionalLong created = session.createUnlessRefused(template);
        if (created.isPresent()) {
            SessionObject.checked(session, created.getAsLong(), Templates.ephemeral());
        }
        return created;
    }

    /** Returns what is known of it. */
    KeyDescription description() throws TokenException, CheckFailedException;

    /** How an unwrapped copy shows that it is this key. */
    KeyProof proof();

    /**
     * Opens what a token wrapped this key into, and compares the whole key.
     *
     * @throws CheckFailedException when it does not open as RFC 5649, or holds anything else
     */
    default Encoding requireIn(byte[] kwpPart, SecretBytes aes) throws CheckFailedException {
        try (SecretBytes opened = unwrap(kwpPart, aes)) {
            return requireSame(opened);
        }
    }

    /** Compares what was opened with this key. */
    default Encoding requireSame(SecretBytes opened) throws CheckFailedException {
        return opened.<Encoding, CheckFailedException>withRawSecretBytes(this::requireSame);
    }

    /** Compares the bytes that were wrapped with this key. */
    Encoding requireSame(byte[] opened) throws CheckFailedException;

    private static SecretBytes unwrap(byte[] kwpPart, SecretBytes aes) throws CheckFailedException {
        try {
            return aes.<SecretBytes, CheckFailedException>withRawSecretBytes(
                    raw -> AesKwp.unwrap(kwpPart, new SecretKeySpec(raw, "AES")));
        } catch (CheckFailedException e) {
            throw TokenFailure.lie(
                    "keys that the token wraps cannot be unwrapped as AES-KWP (RFC 5649)");
        }
    }

    static CheckFailedException ownEncoding(String expected) {
        return TokenFailure.lie(
                "the token wraps private keys in its own encoding, not as " + expected);
    }

    static CheckFailedException anotherKey() {
        return TokenFailure.lie("the token wraps a key other than the one it was given");
    }
}
