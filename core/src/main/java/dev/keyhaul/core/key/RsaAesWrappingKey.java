package dev.keyhaul.core.key;

import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.keywrap.KeyWrappers;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.core.secret.SecretBytes;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An RSA public key for RSA-AES key wrap: a KEK, or a recovery pair's public half. Immutable.
 *
 * <p>An authenticated KEK gives its own ({@link
 * dev.keyhaul.core.byok.KeyExchangeKey#wrappingKey()}), as does a recovery pair.
 *
 * @since 0.1.0
 */
public final class RsaAesWrappingKey implements WrappingKey {
    private static final int MIN_BITS = 2048;

    private final RSAPublicKey publicKey;
    private final OaepHash oaepHash;
    private final String identity;
    private final boolean strongerKeys;
    private final @Nullable WrapProvider provider;
    private final @Nullable KeyWrappers wrappers;

    private RsaAesWrappingKey(
            RSAPublicKey publicKey,
            OaepHash oaepHash,
            boolean strongerKeys,
            @Nullable WrapProvider provider) {
        this.publicKey = publicKey;
        this.oaepHash = oaepHash;
        this.identity = Fingerprint.of(publicKey).toString();
        this.strongerKeys = strongerKeys;
        this.provider = provider;
        this.wrappers =
                provider == null ? null : new KeyWrappers(publicKey, oaepHash, provider.ciphers());
    }

    /**
     * Returns a wrapping key of a bare public key. Unsafe: whoever has its private half reads what
     * is wrapped under it, and nothing here says who that is. For a caller that has authenticated
     * the key in a way of its own.
     *
     * @param publicKey 2048 bits or more
     * @param oaepHash the hash of OAEP and of its MGF1; Azure takes SHA-1 alone
     */
    public static RsaAesWrappingKey unsafeOf(RSAPublicKey publicKey, OaepHash oaepHash) {
        if (publicKey.getModulus().bitLength() < MIN_BITS) {
            throw new IllegalArgumentException("wrapping key of less than " + MIN_BITS + " bits");
        }
        return new RsaAesWrappingKey(
                publicKey,
                Objects.requireNonNull(oaepHash),
                /* strongerKeys= */ false,
                /* provider= */ null);
    }

    /**
     * Returns the same key, under which stronger keys are wrapped, too: for the recipients of
     * master copies, who have rules of their own.
     */
    public RsaAesWrappingKey forStrongerKeys() {
        return new RsaAesWrappingKey(publicKey, oaepHash, /* strongerKeys= */ true, provider);
    }

    /**
     * Returns the same key, under which software keys are wrapped by a provider, each under an AES
     * key from a generator of this object's own. The provider's ciphers are made once for each
     * thread that wraps at the same time, and used again: keep the object. Keys that live elsewhere
     * are wrapped there.
     */
    public RsaAesWrappingKey by(WrapProvider chosen) {
        Arguments.notNull("chosen", chosen);
        return new RsaAesWrappingKey(publicKey, oaepHash, strongerKeys, chosen);
    }

    /** Returns the RSA public key. */
    public RSAPublicKey publicKey() {
        return publicKey;
    }

    /** Returns the hash of OAEP and of its MGF1. */
    public OaepHash oaepHash() {
        return oaepHash;
    }

    /**
     * Checks that this key is at least as strong as the RSA key that it is to protect. Every
     * implementation of {@link TransferableKey#wrapUnder} asks first. EC and AES keys pass: the
     * longest RSA KEK that a cloud has, of 4096 bits, is weaker than P-384 and AES-192 (see {@link
     * #strengthWarning}).
     *
     * @throws RefusedException if it is weaker, and not {@linkplain #forStrongerKeys() for such}
     */
    public void requireMayWrap(KeyDescription target) throws RefusedException {
        Arguments.notNull("target", target);
        if (!mayWrap(target)) {
            throw new RefusedException(
                    Reason.KEK_WEAKER,
                    "KEK of "
                            + publicKey.getModulus().bitLength()
                            + " bits is weaker than the target of "
                            + target.lengthBits()
                            + " bits",
                    "create a KEK of at least " + target.lengthBits() + " bits");
        }
    }

    private boolean mayWrap(KeyDescription target) {
        return strongerKeys
                || !(target instanceof KeyDescription.Rsa)
                || strengthBits() >= target.strengthBits();
    }

    private int strengthBits() {
        return KeyDescription.of(publicKey).strengthBits();
    }

    /**
     * Returns a warning if this key is weaker than the target (NIST SP 800-57 part 1 §5.6.1), which
     * is then no safer than this key while it is wrapped.
     */
    public Optional<String> strengthWarning(KeyDescription target) {
        return strengthBits() >= target.strengthBits()
                ? Optional.empty()
                : Optional.of(
                        target.name()
                                + " has a strength of "
                                + target.strengthBits()
                                + " bits; the KEK, RSA "
                                + publicKey.getModulus().bitLength()
                                + ", has "
                                + strengthBits()
                                + (publicKey.getModulus().bitLength() < 4096
                                        ? ": use a KEK of 4096 bits"
                                        : ", and no longer KEK is available"));
    }

    /** Wraps a key that is in this process; {@code random} is asked where no provider is chosen. */
    byte[] wrapHere(SecretBytes clear, Supplier<SecureRandom> random) {
        return wrappers == null
                ? RsaAesKeyWrap.wrap(clear, publicKey, oaepHash, random.get())
                : wrappers.wrap(clear);
    }

    /** Names the provider for reports; empty for the JDK. */
    Optional<String> providerName() {
        return Optional.ofNullable(provider).flatMap(chosen -> chosen.ciphers().name());
    }

    /** Returns the layout of what this key wraps. */
    public WrapMethod method() {
        return oaepHash == OaepHash.SHA1 ? WrapMethod.RSA_AES_SHA1 : WrapMethod.RSA_AES_SHA256;
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RsaAesWrappingKey that
                && publicKey.equals(that.publicKey)
                && oaepHash == that.oaepHash
                && strongerKeys == that.strongerKeys;
    }

    @Override
    public int hashCode() {
        return Objects.hash(publicKey, oaepHash);
    }

    @Override
    public String toString() {
        return "RsaAesWrappingKey[" + identity() + ", " + oaepHash + "]";
    }
}
