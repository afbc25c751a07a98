package dev.keyhaul.core.key;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.der.DerSequence;
import dev.keyhaul.core.der.EcPrivateDer;
import dev.keyhaul.core.der.Pkcs8Der;
import dev.keyhaul.core.keywrap.RsaOaep;
import dev.keyhaul.core.secret.SecretBytes;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import org.jspecify.annotations.Nullable;

/**
 * A key whose clear bytes are in this process, in an array that is zeroed on close: PKCS#8 (RFC
 * 5208) of an RSA or EC key, or an AES key's own 16, 24 or 32 bytes.
 *
 * <pre>{@code
 * byte[] pkcs8 = manager.get("tenant"); // zeroed by the next line
 * try (SoftwareKey key = SoftwareKey.fromPkcs8(pkcs8, KeyOrigin.software("tenant"))) {
 *     BlobWrapper.under(kek).build().wrap(key).writeTo(blobFile);
 * }
 * }</pre>
 *
 * <p>Not thread-safe. The JDK's own key objects, made while the bytes are read, hold copies that
 * cannot be wiped.
 *
 * @since 0.1.0
 */
public final class SoftwareKey implements TransferableKey {
    /** Twice what any destination takes; its factors' primality is still tested in seconds. */
    private static final int MAX_MODULUS_BITS = 8192;

    private final SecretBytes clear;
    private final KeyDescription description;
    private final KeyOrigin origin;
    private final @Nullable SecureRandom random;
    private volatile @Nullable RsaKeyHealth health;
    private volatile @Nullable RsaKeyHealth withoutPrimality;

    private SoftwareKey(
            SecretBytes clear,
            KeyDescription description,
            KeyOrigin origin,
            @Nullable SecureRandom random) {
        this.clear = clear;
        this.description = description;
        this.origin = origin;
        this.random = random;
    }

    /**
     * Reads a key from its PKCS#8 DER, which is moved: the array is zeroed, also when this throws
     * {@link MalformedInputException}. RSA with CRT parameters, or EC on P-256, P-384 or P-521 (RFC
     * 5915), whose public half is computed. PKCS#8 attributes are left behind.
     *
     * @param der the PKCS#8 bytes; they are zeroed, even if the key is refused
     * @param origin where the key is from, for reports
     * @param random for the wraps of the key
     * @return the key; the caller closes it
     * @throws MalformedInputException if it is no such key, an RSA key has more than 8192 bits, or
     *     its parts do not belong together
     */
    public static SoftwareKey fromPkcs8(byte[] der, KeyOrigin origin, SecureRandom random)
            throws MalformedInputException {
        Arguments.notNull("origin", origin, "random", random);
        return read(der, origin, random);
    }

    /**
     * Takes it as the other does, zeroes the array as well, and makes a generator only when {@link
     * #wrapUnder} needs one: a wrapping key {@linkplain RsaAesWrappingKey#by by a provider} has its
     * own.
     *
     * @param der the PKCS#8 bytes; they are zeroed, even if the key is refused
     * @param origin where the key is from, for reports
     * @return the key; the caller closes it
     * @throws MalformedInputException as the other does
     */
    public static SoftwareKey fromPkcs8(byte[] der, KeyOrigin origin)
            throws MalformedInputException {
        Arguments.notNull("origin", origin);
        return read(der, origin, null);
    }

    /**
     * Takes the raw bytes of an AES key, which are moved: the array is zeroed, also when this
     * throws {@link MalformedInputException}.
     *
     * @param raw 16, 24 or 32 bytes
     * @param origin where the key is from, for reports
     * @param random for the wraps of the key
     * @return the key; the caller closes it
     * @throws MalformedInputException if it has another length
     */
    public static SoftwareKey fromAes(byte[] raw, KeyOrigin origin, SecureRandom random)
            throws MalformedInputException {
        Arguments.notNull("origin", origin, "random", random);
        SecretBytes clear = SecretBytes.moveFrom(raw);
        try {
            KeyDescription description = clear.withRawSecretBytes(AesKeyBytes::describe);
            return new SoftwareKey(clear, description, origin, random);
        } catch (MalformedInputException e) {
            clear.close();
            throw e;
        }
    }

    /**
     * Reads a key as an unwrap gave it: an AES key if it has 16, 24 or 32 bytes, else PKCS#8, which
     * up to 7 zero bytes may follow: some tokens (SoftHSM 2.6.1) pad a key before they wrap it.
     *
     * @param unwrapped the clear key with its padding, which is moved: the array is zeroed, also
     *     when this throws {@link MalformedInputException}
     * @param origin where the key is from
     * @param random for the wraps of the key
     * @return the key; the caller closes it
     * @throws MalformedInputException as {@link #fromPkcs8(byte[], KeyOrigin, SecureRandom)} does
     */
    public static SoftwareKey fromUnwrapped(byte[] unwrapped, KeyOrigin origin, SecureRandom random)
            throws MalformedInputException {
        Arguments.notNull("origin", origin, "random", random);
        if (AesKeyBytes.isLength(unwrapped.length)) {
            return fromAes(unwrapped, origin, random);
        }
        try (SecretBytes given = SecretBytes.moveFrom(unwrapped)) {
            return read(given.withRawSecretBytes(DerSequence::withoutPadding), origin, random);
        }
    }

    private static SoftwareKey read(byte[] der, KeyOrigin origin, @Nullable SecureRandom random)
            throws MalformedInputException {
        SecretBytes pkcs8 = plain(der, random);
        try {
            return new SoftwareKey(pkcs8, describe(pkcs8), origin, random);
        } catch (MalformedInputException e) {
            pkcs8.close();
            throw e;
        }
    }

    private static SecretBytes plain(byte[] der, @Nullable SecureRandom random)
            throws MalformedInputException {
        try (SecretBytes given = SecretBytes.moveFrom(der)) {
            return SecretBytes.moveFrom(given.withRawSecretBytes(raw -> plainForm(raw, random)));
        }
    }

    private static byte[] plainForm(byte[] der, @Nullable SecureRandom random)
            throws MalformedInputException {
        if (!EcPrivateDer.isPkcs8(der)) {
            return Pkcs8Der.plainRsa(der);
        }
        try (EcPrivateDer ec = EcPrivateDer.ofPkcs8(der)) {
            return EcPrivateNumber.toPlainPkcs8(ec, random == null ? new SecureRandom() : random);
        }
    }

    private static KeyDescription describe(SecretBytes pkcs8) throws MalformedInputException {
        return pkcs8.withRawSecretBytes(EcPrivateDer::isPkcs8)
                ? pkcs8.withRawSecretBytes(SoftwareKey::describeEc)
                : KeyDescription.of(publicHalf(pkcs8));
    }

    private static KeyDescription describeEc(byte[] pkcs8) throws MalformedInputException {
        try (EcPrivateDer ec = EcPrivateDer.ofPkcs8(pkcs8)) {
            KeyDescription.Curve curve = KeyDescription.Curve.ofOidHex(ec.curveOidHex());
            return new KeyDescription.Ec(curve.point(ec.point().orElseThrow()), curve);
        }
    }

    private static RSAPublicKey publicHalf(SecretBytes pkcs8) throws MalformedInputException {
        try {
            RsaCrtNumbers key =
                    pkcs8.withRawSecretBytes(RsaCrtNumbers::ofPkcs8)
                            .orElseThrow(SoftwareKey::notAnRsaKey);
            requireBounded(key.modulus().bitLength());
            RSAPublicKey half = PublicKeyEncoding.of(key.modulus(), key.publicExponent());
            if (!partsAgree(key)) {
                throw new MalformedInputException(
                        Reason.KEY_FILE_FORM,
                        "the numbers of the RSA private key do not match each other",
                        "the file is damaged, or was put together from two keys");
            }
            return half;
        } catch (RuntimeException e) {
            // No cause: a parser's message may quote what it read.
            throw notAnRsaKey();
        }
    }

    private static void requireBounded(int modulusBits) throws MalformedInputException {
        if (modulusBits > MAX_MODULUS_BITS) {
            throw new MalformedInputException(
                    Reason.RSA_BOUNDS,
                    "the RSA key has "
                            + modulusBits
                            + " bits; at most "
                            + MAX_MODULUS_BITS
                            + " are allowed");
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
        return new MalformedInputException(
                Reason.KEY_FILE_FORM, "not an RSA private key with two primes in PKCS#8 form");
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
        Arguments.notNull("wrappingKey", wrappingKey);
        if (wrappingKey instanceof WrappingKey.RsaOaep direct) {
            return wrapDirectly(direct);
        }
        if (!(wrappingKey instanceof RsaAesWrappingKey kek)) {
            throw new RefusedException(
                    Reason.WRAP_UNSUITABLE,
                    "a software key can only be wrapped under an RSA public key",
                    "import it into the token that has the wrapping key, and wrap it there");
        }
        kek.requireMayWrap(description);
        return wrapped(
                kek.wrapHere(clear, this::random),
                kek.method(),
                kek.identity(),
                "RSAES-OAEP and AES-KWP in software"
                        + kek.providerName().map(name -> ", by " + name).orElse(""));
    }

    private WrappedKey wrapDirectly(WrappingKey.RsaOaep kek) throws RefusedException {
        kek.requireMayWrap(description);
        return wrapped(
                RsaOaep.encrypt(clear, kek.publicKey(), kek.oaepHash(), random()),
                kek.method(),
                kek.identity(),
                "RSAES-OAEP in software");
    }

    private WrappedKey wrapped(
            byte[] ciphertext, WrapMethod method, String wrappingKey, String strategy) {
        return WrappedKey.of(ciphertext, method, wrappingKey)
                .strategy(strategy)
                .proof(WrapProof.MADE_IN_SOFTWARE)
                .build(description, origin);
    }

    /** Returns the generator that it was given, or a new one. */
    SecureRandom random() {
        return random == null ? new SecureRandom() : random;
    }

    /**
     * Lets {@code use} read the clear key, for destinations that take a key no other way: PKCS#8
     * DER, or an AES key's own bytes. It must neither keep nor change the array.
     *
     * @param <R> the type of the result
     * @param <X> what {@code use} may throw
     * @param use takes the bytes, and must not keep them
     * @return what {@code use} returns
     * @throws X if {@code use} throws it
     */
    public <R, X extends Exception> R withClearKey(SecretBytes.Use<R, X> use) throws X {
        Arguments.notNull("use", use);
        return clear.withRawSecretBytes(use);
    }

    @Override
    public void close() {
        clear.close();
    }

    /** Returns what an examination with a test of primality found, if there was one. */
    @Nullable RsaKeyHealth knownHealth() {
        return health;
    }

    void remember(RsaKeyHealth examined) {
        health = examined;
    }

    @Nullable RsaKeyHealth knownWithoutPrimality() {
        return withoutPrimality;
    }

    void rememberWithoutPrimality(RsaKeyHealth examined) {
        withoutPrimality = examined;
    }
}
