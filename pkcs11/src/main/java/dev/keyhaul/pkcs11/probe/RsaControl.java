package dev.keyhaul.pkcs11.probe;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.der.DerSequence;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenKeyType;
import dev.keyhaul.pkcs11.object.RsaNumbers;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.object.ThrowAwayPair;
import dev.keyhaul.pkcs11.session.Session;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Optional;
import java.util.OptionalLong;

/** A throw-away RSA private key of 2048 bits. */
final class RsaControl implements ControlKey {
    static final int MODULUS_BITS = 2048;

    private final long handle;
    private final RSAPublicKey publicKey;
    private final Optional<RSAPrivateCrtKey> known;

    private RsaControl(long handle, RSAPublicKey publicKey, Optional<RSAPrivateCrtKey> known) {
        this.handle = handle;
        this.publicKey = publicKey;
        this.known = known;
    }

    /**
     * Puts the process's throw-away key into a token; where that is refused, the token makes one.
     */
    static RsaControl in(Session session) throws TokenException {
        RSAPrivateCrtKey key = SoftwarePair.control();
        OptionalLong created = ControlKey.created(session, Templates.throwAwayPrivate(key));
        return created.isPresent()
                ? new RsaControl(created.getAsLong(), publicHalf(key), Optional.of(key))
                : generated(session);
    }

    private static RsaControl generated(Session session) throws TokenException {
        ThrowAwayPair pair =
                ThrowAwayPair.generate(session, MODULUS_BITS, Templates.throwAwayPrivate(true));
        return new RsaControl(pair.privateHandle(), pair.rsaPublicKey(), Optional.empty());
    }

    private static RSAPublicKey publicHalf(RSAPrivateCrtKey key) {
        try {
            return PublicKeyEncoding.of(key.getModulus(), key.getPublicExponent());
        } catch (MalformedInputException e) {
            throw new AssertionError("the JDK made this key", e);
        }
    }

    @Override
    public long handle() {
        return handle;
    }

    @Override
    public KeyDescription.Rsa description() {
        return new KeyDescription.Rsa(publicKey);
    }

    @Override
    public KeyProof proof() {
        return new KeyProof.Rsa(description());
    }

    @Override
    public Encoding requireSame(byte[] opened) throws CheckFailedException {
        byte[] trimmed = DerSequence.withoutPadding(opened);
        RSAPrivateCrtKey key = decoded(trimmed);
        boolean same =
                known.isPresent()
                        ? RsaNumbers.same(key, known.get())
                        : RsaNumbers.isPrivateHalf(key, publicKey);
        if (!same) {
            throw ControlKey.anotherKey();
        }
        return new Encoding(
                TokenKeyType.RSA,
                trimmed.length,
                trimmed.length < opened.length,
                /* withoutPublicHalf= */ false);
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
        throw ControlKey.ownEncoding("PKCS#8");
    }
}
