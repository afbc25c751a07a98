package dev.keyhaul.core.key;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.der.DerSequence;
import dev.keyhaul.core.der.Pkcs8Der;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.core.secret.SecretBytes;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An RSA key whose clear bytes are in this process: PKCS#8 (RFC 5208) in an array that is zeroed on
 * close.
 *
 * <p>Not thread-safe. The JDK's own key objects, made while the bytes are read, hold {@link
 * java.math.BigInteger} copies that cannot be wiped.
 */
public final class SoftwareKey implements TransferableKey {
    /** Twice what any destination takes; its factors' primality is still tested in seconds. */
    private static final int MAX_MODULUS_BITS = 8192;

    private final SecretBytes pkcs8;
    private final KeyDescription description;
    private final KeyOrigin origin;
    private final @Nullable SecureRandom random;
    private volatile @Nullable RsaKeyHealth health;

    private SoftwareKey(
            SecretBytes pkcs8,
            KeyDescription description,
            KeyOrigin origin,
            @Nullable SecureRandom random) {
        this.pkcs8 = pkcs8;
        this.description = description;
        this.origin = origin;
        this.random = random;
    }

    /**
     * Takes an RSA key with CRT parameters from its PKCS#8 DER, which is moved and zeroed; PKCS#8
     * attributes are left behind.
     *
     * @throws MalformedInputException when it is no such key, has more than 8192 bits, or its parts
     *     do not belong together
     */
    public static SoftwareKey fromPkcs8(byte[] der, KeyOrigin origin, SecureRandom random)
            throws MalformedInputException {
        return read(der, origin, random);
    }

    /**
     * Takes it as the other does, and makes a generator only when {@link #wrapUnder} needs one: a
     * {@link dev.keyhaul.core.keywrap.KeyWrapper} has its own, for thousands of keys.
     *
     * @throws MalformedInputException as the other does
     */
    public static SoftwareKey fromPkcs8(byte[] der, KeyOrigin origin)
            throws MalformedInputException {
        return read(der, origin, null);
    }

    /**
     * Takes an RSA key as an unwrap gave it: the same, but up to 7 zero bytes may follow the DER,
     * which some tokens (SoftHSM 2.6.1) pad a key with before they wrap it.
     *
     * @param unwrapped the PKCS#8 DER with its padding, which is moved and zeroed
     * @param origin where the key is from
     * @param random for the wraps of the key
     * @return the key; the caller closes it
     * @throws MalformedInputException as {@link #fromPkcs8(byte[], KeyOrigin, SecureRandom)} does
     */
    public static SoftwareKey fromUnwrapped(byte[] unwrapped, KeyOrigin origin, SecureRandom random)
            throws MalformedInputException {
        try (SecretBytes given = SecretBytes.moveFrom(unwrapped)) {
            return read(given.withRawSecretBytes(DerSequence::withoutPadding), origin, random);
        }
    }

    private static SoftwareKey read(byte[] der, KeyOrigin origin, @Nullable SecureRandom random)
            throws MalformedInputException {
        SecretBytes pkcs8 = plain(der);
        try {
            return new SoftwareKey(pkcs8, KeyDescription.of(publicHalf(pkcs8)), origin, random);
        } catch (MalformedInputException e) {
            pkcs8.close();
            throw e;
        }
    }

    private static SecretBytes plain(byte[] der) throws MalformedInputException {
        try (SecretBytes given = SecretBytes.moveFrom(der)) {
            return SecretBytes.moveFrom(given.withRawSecretBytes(Pkcs8Der::plainRsa));
        }
    }

    private static RSAPublicKey publicHalf(SecretBytes pkcs8) throws MalformedInputException {
        try {
            RsaCrtNumbers key =
                    pkcs8.withRawSecretBytes(RsaCrtNumbers::ofPkcs8)
                            .orElseThrow(SoftwareKey::notAnRsaKey);
            requireBounded(key.modulus().bitLength());
            if (!partsAgree(key)) {
                throw notAnRsaKey();
            }
            return (RSAPublicKey)
                    KeyFactory.getInstance("RSA")
                            .generatePublic(
                                    new RSAPublicKeySpec(key.modulus(), key.publicExponent()));
        } catch (GeneralSecurityException | RuntimeException e) {
            // No cause: a parser's message may quote what it read.
            throw notAnRsaKey();
        }
    }

    private static void requireBounded(int modulusBits) throws MalformedInputException {
        if (modulusBits > MAX_MODULUS_BITS) {
            throw new MalformedInputException(
                    "the RSA key has "
                            + modulusBits
                            + " bits; at most "
                            + MAX_MODULUS_BITS
                            + " are read");
        }
    }

    /** The relations of RFC 8017 §3.2, which no JDK checks. */
    private static boolean partsAgree(RsaCrtNumbers key) {
        BigInteger p = key.primeP();
        BigInteger q = key.primeQ();
        return p.multiply(q).equals(key.modulus())
                && exponentsAgree(key, p, key.primeExponentP())
                && exponentsAgree(key, q, key.primeExponentQ())
                && isOne(q.multiply(key.crtCoefficient()).mod(p));
    }

    private static boolean exponentsAgree(
            RsaCrtNumbers key, BigInteger prime, BigInteger primeExponent) {
        BigInteger order = prime.subtract(BigInteger.ONE);
        return key.privateExponent().mod(order).equals(primeExponent)
                && isOne(primeExponent.multiply(key.publicExponent()).mod(order));
    }

    private static boolean isOne(BigInteger number) {
        return number.equals(BigInteger.ONE);
    }

    private static MalformedInputException notAnRsaKey() {
        return new MalformedInputException("not an RSA private key with two primes in PKCS#8 form");
    }

    @Override
    public KeyDescription description() {
        return description;
    }

    @Override
    public KeyOrigin origin() {
        return origin;
    }

    @Override
    public WrappedKey wrapUnder(WrappingKey wrappingKey) throws KeyTransferException {
        if (!(wrappingKey instanceof RsaAesWrappingKey kek)) {
            throw new RefusedException(
                    "a software key can be wrapped under an RSA public key only",
                    "import it into the token that holds the wrapping key, and wrap it there");
        }
        kek.requireMayWrap(description);
        return wrappedAs(
                RsaAesKeyWrap.wrap(pkcs8, kek.publicKey(), kek.oaepHash(), random()),
                kek.method(),
                kek.identity());
    }

    /** Says what a ciphertext of this key is. */
    WrappedKey wrappedAs(byte[] ciphertext, WrapMethod method, String wrappingKey) {
        return new WrappedKey(
                ciphertext,
                method,
                wrappingKey,
                description,
                origin,
                "RSAES-OAEP and AES-KWP in software",
                WrapProof.MADE_IN_SOFTWARE,
                List.of());
    }

    /** Returns the generator that it was given, or a new one. */
    SecureRandom random() {
        return random == null ? new SecureRandom() : random;
    }

    /** Returns the PKCS#8 DER, closed with this key: for a batch that wraps it. */
    SecretBytes pkcs8() {
        return pkcs8;
    }

    /**
     * Lets {@code use} read the clear PKCS#8 DER, for destinations that take a key no other way; it
     * must neither keep nor change the array.
     */
    public <R, X extends Exception> R withClearKey(SecretBytes.Use<R, X> use) throws X {
        return pkcs8.withRawSecretBytes(use);
    }

    @Override
    public void close() {
        pkcs8.close();
    }

    /** Returns what an examination with a test of primality found, if there was one. */
    @Nullable RsaKeyHealth knownHealth() {
        return health;
    }

    void remember(RsaKeyHealth examined) {
        health = examined;
    }
}
