package dev.keyhaul.core.key;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import java.security.interfaces.RSAPublicKey;

/**
 * A key under which other keys are wrapped: a KEK, a recovery pair's public half, a token's AES
 * key. Thread-safe.
 *
 * @since 0.1.0
 */
public interface WrappingKey {
    /** Names the key for reports, never its value: a fingerprint or a key check value. */
    String identity();

    /** Wraps one key; the same as {@link TransferableKey#wrapUnder}. */
    default WrappedKey wrap(TransferableKey key) throws KeyTransferException {
        Arguments.notNull("key", key);
        return key.wrapUnder(this);
    }

    /**
     * An RSA public key that wraps an AES key itself by RSAES-OAEP, without an AES key between: as
     * AWS KMS and some import jobs of Google Cloud KMS take it. Immutable.
     */
    final class RsaOaep implements WrappingKey {
        private static final int MIN_BITS = 2048;

        private final RSAPublicKey publicKey;
        private final OaepHash oaepHash;

        private RsaOaep(RSAPublicKey publicKey, OaepHash oaepHash) {
            this.publicKey = publicKey;
            this.oaepHash = oaepHash;
        }

        /**
         * Returns a wrapping key of a bare public key; unsafe as {@link RsaAesWrappingKey#unsafeOf}
         * is.
         *
         * @param publicKey 2048 bits or more
         * @param oaepHash the hash of OAEP and of its MGF1
         */
        public static RsaOaep unsafeOf(RSAPublicKey publicKey, OaepHash oaepHash) {
            Arguments.notNull("oaepHash", oaepHash);
            if (publicKey.getModulus().bitLength() < MIN_BITS) {
                throw new IllegalArgumentException(
                        "wrapping key of less than " + MIN_BITS + " bits");
            }
            return new RsaOaep(publicKey, oaepHash);
        }

        /** Returns the RSA public key. */
        public RSAPublicKey publicKey() {
            return publicKey;
        }

        /** Returns the hash of OAEP and of its MGF1. */
        public OaepHash oaepHash() {
            return oaepHash;
        }

        /** Returns the layout of what this key wraps. */
        public WrapMethod method() {
            return oaepHash == OaepHash.SHA1
                    ? WrapMethod.RSA_OAEP_SHA1
                    : WrapMethod.RSA_OAEP_SHA256;
        }

        /**
         * Checks that a key is short enough, whatever the lengths: an AES key. Every implementation
         * of {@link TransferableKey#wrapUnder} that takes this key asks first.
         *
         * @throws RefusedException if it is an RSA or EC key
         */
        public void requireMayWrap(KeyDescription target) throws RefusedException {
            if (!(target instanceof KeyDescription.Aes)) {
                throw new RefusedException(
                        Reason.WRAP_UNSUITABLE,
                        "RSAES-OAEP alone wraps only AES keys; the key is " + target.name(),
                        "wrap it with RSA-AES key wrap");
            }
        }

        @Override
        public String identity() {
            return Fingerprint.of(publicKey).toString();
        }

        @Override
        public String toString() {
            return "RsaOaep[" + identity() + ", " + oaepHash + "]";
        }
    }
}
