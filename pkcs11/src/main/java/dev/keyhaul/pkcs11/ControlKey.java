package dev.keyhaul.pkcs11;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.der.DerSequence;
import dev.keyhaul.core.keywrap.AesKwp;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.binding.Ckr;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;

/**
 * A throw-away private key in a token: it goes the way that targets go, and what came of it is
 * looked at here, since it is worth nothing. Its object ends with the session.
 *
 * <p>It has 2048 bits whatever the target has: 4096 take an HSM many seconds.
 */
final class ControlKey {
    private static final int MODULUS_BITS = 2048;

    private final long handle;
    private final RSAPublicKey publicKey;
    private final Optional<RSAPrivateCrtKey> known;

    private ControlKey(long handle, RSAPublicKey publicKey, Optional<RSAPrivateCrtKey> known) {
        this.handle = handle;
        this.publicKey = publicKey;
        this.known = known;
    }

    /**
     * Puts the process's throw-away key into a token; where that is refused, the token makes one.
     */
    static ControlKey in(Session session) throws TokenException {
        RSAPrivateCrtKey key = SoftwarePair.control();
        long handle;
        try {
            handle = session.create(Templates.throwAwayPrivate(key));
        } catch (TokenException e) {
            if (e.isOfTheToken() || e.is(Ckr.GENERAL_ERROR)) {
                throw e;
            }
            return generated(session);
        }
        session.leaveToEnd(handle);
        HonouredTemplate.check(session, handle, Templates.ephemeral());
        return new ControlKey(handle, publicHalf(key), Optional.of(key));
    }

    private static ControlKey generated(Session session) throws TokenException {
        ThrowAwayPair pair =
                ThrowAwayPair.generate(session, MODULUS_BITS, Templates.throwAwayPrivate(true));
        session.leaveToEnd(pair.publicObject().handle());
        session.leaveToEnd(pair.privateHandle());
        return new ControlKey(pair.privateHandle(), pair.publicKey(), Optional.empty());
    }

    private static RSAPublicKey publicHalf(RSAPrivateCrtKey key) {
        try {
            return (RSAPublicKey)
                    KeyFactory.getInstance("RSA")
                            .generatePublic(
                                    new RSAPublicKeySpec(
                                            key.getModulus(), key.getPublicExponent()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("the JDK made this key", e);
        }
    }

    long handle() {
        return handle;
    }

    RSAPublicKey publicKey() {
        return publicKey;
    }

    /**
     * Opens what a token wrapped this key into, and compares every number of the key.
     *
     * @return whether zeros stand behind the PKCS#8
     * @throws CheckFailedException when it does not open as RFC 5649, or holds anything else
     */
    boolean requireIn(byte[] kwpPart, SecretBytes aes) throws CheckFailedException {
        try (SecretBytes opened = unwrap(kwpPart, aes)) {
            return opened.<Boolean, CheckFailedException>withRawSecretBytes(
                    pkcs8 -> {
                        byte[] trimmed = DerSequence.withoutPadding(pkcs8);
                        requireSame(decoded(trimmed));
                        return trimmed.length < pkcs8.length;
                    });
        }
    }

    private static SecretBytes unwrap(byte[] kwpPart, SecretBytes aes) throws CheckFailedException {
        try {
            return aes.<SecretBytes, CheckFailedException>withRawSecretBytes(
                    raw -> AesKwp.unwrap(kwpPart, new SecretKeySpec(raw, "AES")));
        } catch (CheckFailedException e) {
            throw new CheckFailedException(
                    "what the token wraps does not open as AES-KWP (RFC 5649)", Rehearsal.HINT);
        }
    }

    private static RSAPrivateCrtKey decoded(byte[] pkcs8) throws CheckFailedException {
        try {
            if (KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8))
                    instanceof RSAPrivateCrtKey key) {
                return key;
            }
        } catch (GeneralSecurityException | RuntimeException e) {
            // The message below tells it.
        }
        throw new CheckFailedException(
                "the token wraps private keys in an encoding of its own, not as PKCS#8",
                Rehearsal.HINT);
    }

    private void requireSame(RSAPrivateCrtKey opened) throws CheckFailedException {
        boolean same =
                known.isPresent()
                        ? RsaNumbers.same(opened, known.get())
                        : RsaNumbers.isPrivateHalf(opened, publicKey);
        if (!same) {
            throw new CheckFailedException(
                    "the token wraps another key than it was given", Rehearsal.HINT);
        }
    }
}
