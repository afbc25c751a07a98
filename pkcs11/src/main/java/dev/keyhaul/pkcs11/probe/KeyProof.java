package dev.keyhaul.pkcs11.probe;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenKeyType;
import dev.keyhaul.pkcs11.binding.AttributeValues;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.object.AesCbc;
import dev.keyhaul.pkcs11.object.EcNumbers;
import dev.keyhaul.pkcs11.object.HeldKey;
import dev.keyhaul.pkcs11.object.PairSignature;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.TokenFailure;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * What an unwrapped key must be, and how it shows that in its token: a pair by a signature over a
 * random challenge, which is verified here; an AES key by what it encrypts.
 */
public sealed interface KeyProof {
    /** AES-KWP of a key is at least this much longer than the key (RFC 5649 §4.1). */
    int KWP_HEADER_BYTES = 8;

    /** Returns the proof that an unwrapped key is a target. */
    static KeyProof ofTarget(HeldKey target) {
        KeyDescription key = target.description();
        return key instanceof KeyDescription.Aes
                ? Aes.encryptingAs(
                        key.lengthBits(),
                        (session, text) -> AesCbc.encrypt(session, target.handleIn(session), text))
                : ofDescription(key);
    }

    /** Returns the proof that an unwrapped key is one that is not at hand. */
    static KeyProof ofDescription(KeyDescription key) {
        if (key instanceof KeyDescription.Rsa pair) {
            return new Rsa(pair);
        } else if (key instanceof KeyDescription.Ec pair) {
            return new Ec(pair);
        }
        return new Aes(
                key.lengthBits(),
                (session, handle, random) ->
                        AesCbc.fingerprint(session, handle).equals(key.fingerprint()));
    }

    /** The kind of the key. */
    TokenKeyType type();

    /** The attributes that tell another key without a proof. */
    long[] told();

    /** Whether what the token tells of {@link #told} fits. */
    boolean fits(AttributeValues values);

    /**
     * Lets the unwrapped key show that it is the one.
     *
     * @param failure what to say when it is another
     */
    void prove(Session session, long handle, SecureRandom random, String failure)
            throws KeyTransferException;

    /**
     * These bytes came from the token a moment ago: which error it has with them is no secret, and
     * helps whoever looks for the cause.
     */
    static long unwrapped(Unwrap aes, byte[] kwpPart, TokenKeyType type)
            throws KeyTransferException {
        try {
            return aes.unwrap(kwpPart, Templates.proven(type));
        } catch (TokenException e) {
            if (TokenFailure.isOfTheBytes(e)) {
                throw TokenFailure.lie(
                        "the token does not unwrap what it wrapped: " + e.getMessage());
            }
            throw e;
        }
    }

    /** How an AES key of the token unwraps. */
    interface Unwrap {
        long unwrap(byte[] kwpPart, Template template) throws TokenException;
    }

    /** Output that cannot be AES-KWP of a key (RFC 5649 §3) is not tried. */
    static void requireKwpLength(byte[] kwpPart) throws CheckFailedException {
        int semiblock = 8;
        if (kwpPart.length % semiblock != 0 || kwpPart.length < 3 * semiblock) {
            throw TokenFailure.lie("the token's AES-KWP output has " + kwpPart.length + " bytes");
        }
    }

    /** An RSA private key, by a signature. */
    record Rsa(KeyDescription.Rsa key) implements KeyProof {
        @Override
        public TokenKeyType type() {
            return TokenKeyType.RSA;
        }

        @Override
        public long[] told() {
            return new long[] {Cka.MODULUS};
        }

        @Override
        public boolean fits(AttributeValues values) {
            byte[] modulus = values.bytes(Cka.MODULUS).orElse(new byte[0]);
            return new BigInteger(1, modulus).equals(key.rsa().getModulus());
        }

        @Override
        public void prove(Session session, long handle, SecureRandom random, String failure)
                throws KeyTransferException {
            PairSignature.prove(session, handle, key, random, failure);
        }
    }

    /** An EC private key, by a signature; SoftHSM tells its curve, and not its point. */
    record Ec(KeyDescription.Ec key) implements KeyProof {
        @Override
        public TokenKeyType type() {
            return TokenKeyType.EC;
        }

        @Override
        public long[] told() {
            return new long[] {Cka.EC_PARAMS};
        }

        @Override
        public boolean fits(AttributeValues values) {
            byte[] curve = values.bytes(Cka.EC_PARAMS).orElse(new byte[0]);
            return Arrays.equals(curve, EcNumbers.parameters(key.curve()));
        }

        @Override
        public void prove(Session session, long handle, SecureRandom random, String failure)
                throws KeyTransferException {
            PairSignature.prove(session, handle, key, random, failure);
        }
    }

    /** What the original of an AES key makes of a text. */
    interface Original {
        byte[] encrypt(Session session, byte[] text) throws KeyTransferException;
    }

    /** Whether an AES key is the one. */
    interface SameKey {
        boolean test(Session session, long handle, SecureRandom random) throws KeyTransferException;
    }

    /** An AES key, by what it encrypts. */
    record Aes(int lengthBits, SameKey sameKey) implements KeyProof {
        /** By a random text that the original encrypts as well. */
        static Aes encryptingAs(int lengthBits, Original original) {
            return new Aes(
                    lengthBits,
                    (session, handle, random) -> {
                        byte[] text = AesCbc.randomText(random);
                        byte[] expected = original.encrypt(session, text);
                        return MessageDigest.isEqual(
                                expected, AesCbc.encrypt(session, handle, text));
                    });
        }

        @Override
        public TokenKeyType type() {
            return TokenKeyType.AES;
        }

        @Override
        public long[] told() {
            return new long[] {Cka.VALUE_LEN};
        }

        /** SoftHSM tells no length of a key that it unwrapped. */
        @Override
        public boolean fits(AttributeValues values) {
            long told = values.number(Cka.VALUE_LEN).orElse(0);
            return told == 0 || Byte.SIZE * told == lengthBits;
        }

        @Override
        public void prove(Session session, long handle, SecureRandom random, String failure)
                throws KeyTransferException {
            if (!sameKey.test(session, handle, random)) {
                throw new CheckFailedException(Reason.TOKEN_UNSOUND, failure);
            }
        }
    }
}
