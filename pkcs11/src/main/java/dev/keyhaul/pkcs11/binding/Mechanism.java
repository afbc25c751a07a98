package dev.keyhaul.pkcs11.binding;

import dev.keyhaul.core.argument.Arguments;
import java.util.Arrays;

/**
 * CK_MECHANISM: a mechanism and its parameter.
 *
 * @param type the code of one of {@link Ckm}, or a vendor's own
 * @param parameter what it needs besides the key
 * @since 0.1.0
 */
public record Mechanism(long type, Parameter parameter) {
    public Mechanism {
        Arguments.notNull("parameter", parameter);
    }

    /** Returns a mechanism without a parameter. */
    public static Mechanism of(Ckm type) {
        return new Mechanism(type.code(), new None());
    }

    /** Returns CKM_RSA_PKCS_OAEP with one hash for OAEP and MGF1, and an empty label. */
    public static Mechanism rsaOaep(Oaep parameter) {
        return new Mechanism(Ckm.RSA_PKCS_OAEP.code(), parameter);
    }

    /** Returns CKM_RSA_AES_KEY_WRAP with an AES key of 256 bits. */
    public static Mechanism rsaAesKeyWrap(Oaep oaep) {
        return new Mechanism(Ckm.RSA_AES_KEY_WRAP.code(), new RsaAes(256, oaep));
    }

    /** What a mechanism needs besides the key. Immutable. */
    public sealed interface Parameter {}

    /** No parameter. */
    public record None() implements Parameter {}

    /** CK_RSA_PKCS_OAEP_PARAMS with an empty label (PKCS#11 v3.0 §2.1.7). */
    public enum Oaep implements Parameter {
        /** SHA-1 for OAEP and MGF1. */
        SHA1(Ckm.SHA_1, 1),
        /** SHA-256 for OAEP and MGF1. */
        SHA256(Ckm.SHA256, 2);

        private final long hashAlgorithm;
        private final long maskGeneration;

        Oaep(Ckm hash, long maskGeneration) {
            this.hashAlgorithm = hash.code();
            this.maskGeneration = maskGeneration;
        }

        /** Returns the hash, the code of one of {@link Ckm}. */
        public long hashAlgorithm() {
            return hashAlgorithm;
        }

        /** Returns CKG_MGF1_SHA1 or CKG_MGF1_SHA256. */
        public long maskGeneration() {
            return maskGeneration;
        }
    }

    /**
     * CK_RSA_AES_KEY_WRAP_PARAMS (PKCS#11 v3.0 §2.1.22).
     *
     * @param aesKeyBits the length of the ephemeral AES key
     * @param oaep how that key is wrapped
     */
    public record RsaAes(int aesKeyBits, Oaep oaep) implements Parameter {
        public RsaAes {
            Arguments.notNull("oaep", oaep);
        }
    }

    /**
     * A parameter that is plain bytes, such as an initialisation vector.
     *
     * @param value the bytes
     */
    public record Raw(byte[] value) implements Parameter {
        /** Copies the bytes. */
        public Raw {
            value = value.clone();
        }

        @Override
        public byte[] value() {
            return value.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Raw that && Arrays.equals(value, that.value);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(value);
        }

        @Override
        public String toString() {
            return "Raw[" + value.length + " bytes]";
        }
    }
}
