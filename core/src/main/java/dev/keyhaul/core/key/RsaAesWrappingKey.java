package dev.keyhaul.core.key;

import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.keywrap.KeyWrapper;
import dev.keyhaul.core.keywrap.OaepHash;
import java.security.interfaces.RSAPublicKey;
import java.util.Iterator;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * An RSA public key for RSA-AES key wrap: a KEK, or a recovery pair's public half.
 *
 * @param publicKey the RSA public key, 2048 bits or more
 * @param oaepHash the hash of OAEP and of its MGF1; Azure takes SHA-1 alone
 */
public record RsaAesWrappingKey(RSAPublicKey publicKey, OaepHash oaepHash) implements WrappingKey {
    private static final int MIN_BITS = 2048;

    /** Refuses null, and keys that are too short to protect anything. */
    public RsaAesWrappingKey {
        Objects.requireNonNull(publicKey);
        Objects.requireNonNull(oaepHash);
        if (publicKey.getModulus().bitLength() < MIN_BITS) {
            throw new IllegalArgumentException("wrapping key of less than " + MIN_BITS + " bits");
        }
    }

    /** Returns the wrapping key as Azure, and Keyhaul's own recovery pairs, use it. */
    public static RsaAesWrappingKey sha1(RSAPublicKey publicKey) {
        return new RsaAesWrappingKey(publicKey, OaepHash.SHA1);
    }

    /**
     * Checks that this key is at least as strong as what it is to protect.
     *
     * @throws RefusedException when it is weaker
     */
    public void requireAsStrongAs(RSAPublicKey target) throws RefusedException {
        int kekBits = publicKey.getModulus().bitLength();
        int targetBits = target.getModulus().bitLength();
        if (kekBits < targetBits) {
            throw new RefusedException(
                    "KEK of "
                            + kekBits
                            + " bits is weaker than the target of "
                            + targetBits
                            + " bits",
                    "create a KEK of at least " + targetBits + " bits");
        }
    }

    /** Returns the layout of what this key wraps. */
    public WrapMethod method() {
        return oaepHash == OaepHash.SHA1 ? WrapMethod.RSA_AES_SHA1 : WrapMethod.RSA_AES_SHA256;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Software keys that follow one another are wrapped several at a time ({@link
     * KeyWrapper#wrapAll}): up to 32 are taken before the first outcome, and each must stay open
     * until its own. Other keys are wrapped one by one, where they live.
     */
    @Override
    public void wrapAll(
            Iterator<? extends TransferableKey> keys, Consumer<? super WrapOutcome> outcomes) {
        try (KeyWrapper wrapper = wrapper().build()) {
            wrapAll(keys, outcomes, wrapper);
        }
    }

    /** Begins a wrapper for this key, for the options of a batch, or to use it for several. */
    public KeyWrapper.Builder wrapper() {
        return KeyWrapper.under(publicKey, oaepHash);
    }

    /**
     * Wraps a stream as {@link #wrapAll(Iterator, Consumer)} does, by the caller's wrapper.
     *
     * @throws IllegalArgumentException when the wrapper is for another key
     */
    public void wrapAll(
            Iterator<? extends TransferableKey> keys,
            Consumer<? super WrapOutcome> outcomes,
            KeyWrapper wrapper) {
        if (!wrapper.kek().equals(publicKey) || wrapper.oaepHash() != oaepHash) {
            throw new IllegalArgumentException("the wrapper is for another key");
        }
        new WrapBatch(this, wrapper, keys, outcomes).run();
    }

    @Override
    public String identity() {
        return Fingerprint.of(publicKey).toString();
    }
}
