package dev.keyhaul.pkcs11;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.binding.AttributeValues;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Mechanism;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import javax.crypto.Cipher;

/**
 * Whether a token's OAEP is what was asked for: it wraps a throw-away AES key of known value under
 * a throw-away RSA key whose private half is here, and the result is opened here. SoftHSM 2.6.1
 * takes SHA-1 alone; others were seen to answer CKR_OK and use SHA-1 for SHA-256.
 *
 * <p>The same way two AES keys that the token makes are looked at: what is wrapped under an AES key
 * that comes again and again is as good as in the clear. Subtler failures of a token's random
 * numbers cannot be seen from outside.
 */
final class OaepCheck {
    private static final int MODULUS_BITS = 2048;

    private OaepCheck() {}

    static void check(Session session, OaepHash hash, SecureRandom random) throws TokenException {
        byte[] value = new byte[Templates.AES_BYTES];
        random.nextBytes(value);
        KeyPair throwAway = ThrowAwayKek.generate(MODULUS_BITS, random);
        RSAPublicKey kek = (RSAPublicKey) throwAway.getPublic();
        byte[] wrapped = wrap(session, hash, kek, value);
        try (SecretBytes opened = opened(throwAway, hash, wrapped);
                SecretBytes expected = SecretBytes.moveFrom(value)) {
            if (!opened.equals(expected)) {
                throw new TokenException(
                        "the token's RSA-OAEP with " + hash + " is not what its name says",
                        "what it wraps would not open elsewhere; SHA-1 is what Azure takes");
            }
        }
        requireNewKeys(session, hash, throwAway);
    }

    private static void requireNewKeys(Session session, OaepHash hash, KeyPair throwAway)
            throws TokenException {
        try (SecretBytes first = generated(session, hash, throwAway);
                SecretBytes second = generated(session, hash, throwAway)) {
            if (first.equals(second)) {
                throw new TokenException(
                        "the token made the same AES key twice: its random numbers repeat",
                        "nothing was wrapped; use no key that this token made before its maker has"
                                + " looked at it");
            }
        }
    }

    private static SecretBytes generated(Session session, OaepHash hash, KeyPair throwAway)
            throws TokenException {
        RSAPublicKey kek = (RSAPublicKey) throwAway.getPublic();
        try (SessionObject kekObject = SessionObject.create(session, Templates.kek(kek));
                SessionObject aes = TwoStepWrap.ephemeralAes(session)) {
            return opened(
                    throwAway,
                    hash,
                    session.wrap(mechanism(hash), kekObject.handle(), aes.handle()));
        }
    }

    private static byte[] wrap(Session session, OaepHash hash, RSAPublicKey kek, byte[] value)
            throws TokenException {
        try (SessionObject kekObject = SessionObject.create(session, Templates.kek(kek));
                SessionObject aes = SessionObject.create(session, Templates.knownAes(value))) {
            return session.wrap(
                    Mechanism.rsaOaep(parameter(hash)), kekObject.handle(), aes.handle());
        } catch (TokenException e) {
            throw e.during("the token's RSA-OAEP with " + hash);
        }
    }

    /**
     * Reads a KEK's numbers back. The throw-away key is not as long as the KEK, and the OAEP part
     * shows nothing but its length: so a token that cut the KEK's numbers is caught here.
     */
    static void requireSame(Session session, long object, RSAPublicKey kek)
            throws TokenException, CheckFailedException {
        AttributeValues actual = session.read(object, Cka.MODULUS, Cka.PUBLIC_EXPONENT);
        if (!isNumber(actual, Cka.MODULUS, kek.getModulus())
                || !isNumber(actual, Cka.PUBLIC_EXPONENT, kek.getPublicExponent())) {
            throw new CheckFailedException(
                    "the token's object for the KEK has not the KEK's numbers",
                    "nothing was written; do not trust this token's wrapping");
        }
    }

    private static boolean isNumber(AttributeValues actual, long type, BigInteger expected) {
        return actual.bytes(type).map(n -> new BigInteger(1, n).equals(expected)).orElse(false);
    }

    static Mechanism mechanism(OaepHash hash) {
        return Mechanism.rsaOaep(parameter(hash));
    }

    static Mechanism.Oaep parameter(OaepHash hash) {
        return hash == OaepHash.SHA1 ? Mechanism.Oaep.SHA1 : Mechanism.Oaep.SHA256;
    }

    /** Returns what was wrapped, or nothing at all when it does not open. */
    private static SecretBytes opened(KeyPair pair, OaepHash hash, byte[] wrapped) {
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
            cipher.init(Cipher.DECRYPT_MODE, pair.getPrivate(), hash.parameters());
            return SecretBytes.moveFrom(cipher.doFinal(wrapped));
        } catch (GeneralSecurityException | RuntimeException e) {
            return SecretBytes.moveFrom(new byte[0]);
        }
    }
}
