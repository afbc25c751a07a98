package dev.keyhaul.localvault.crypto;

import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.localvault.http.RefusedRequest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * A symmetric key of a Managed HSM.
 *
 * <p>The JDK's key objects cannot be wiped: only the garbage collector ends them.
 */
public final class AesKey implements KeyMaterial {
    private final SecretKey key;
    private final int lengthBits;

    private AesKey(byte[] raw) {
        this.key = new SecretKeySpec(raw, "AES");
        this.lengthBits = raw.length * Byte.SIZE;
    }

    /** Whether a key may have this length. */
    public static boolean allows(long lengthBits) {
        return lengthBits == 128 || lengthBits == 192 || lengthBits == 256;
    }

    /** Makes a new key. */
    public static AesKey generate(int lengthBits, SecureRandom random) {
        byte[] raw = new byte[lengthBits / Byte.SIZE];
        random.nextBytes(raw);
        try {
            return new AesKey(raw);
        } finally {
            Arrays.fill(raw, (byte) 0);
        }
    }

    /** Copies a raw key; empty when it has another length than 16, 24 or 32 bytes. */
    public static Optional<AesKey> of(byte[] raw) {
        return allows((long) raw.length * Byte.SIZE)
                ? Optional.of(new AesKey(raw))
                : Optional.empty();
    }

    @Override
    public AesKey another(SecureRandom random) {
        return generate(lengthBits, random);
    }

    @Override
    public String kind() {
        return "AES " + lengthBits;
    }

    @Override
    public byte[] encoded() {
        return key.getEncoded();
    }

    /** Nothing: the service tells neither the key nor its length. */
    @Override
    public JsonObject.Builder putPublic(JsonObject.Builder jwk) {
        return jwk;
    }

    private AesAlgorithm algorithm(String alg, boolean wrapping) throws RefusedRequest {
        AesAlgorithm algorithm = AesAlgorithm.named(alg, wrapping);
        if (algorithm.keyBits() != lengthBits) {
            throw RefusedRequest.badParameter(
                    alg + " needs a key AES " + algorithm.keyBits() + "; this one is " + kind());
        }
        return algorithm;
    }

    @Override
    public CipherData encrypt(String alg, CipherData plain, SecureRandom random)
            throws RefusedRequest {
        return algorithm(alg, false).encrypt(key, plain, random);
    }

    @Override
    public CipherData decrypt(String alg, CipherData encrypted) throws RefusedRequest {
        return algorithm(alg, false).decrypt(key, encrypted);
    }

    @Override
    public CipherData wrap(String alg, CipherData plain, SecureRandom random)
            throws RefusedRequest {
        return algorithm(alg, true).encrypt(key, plain, random);
    }

    @Override
    public CipherData unwrap(String alg, CipherData wrapped) throws RefusedRequest {
        return algorithm(alg, true).decrypt(key, wrapped);
    }

    @Override
    public String toString() {
        return "AesKey[" + lengthBits + " bits]";
    }
}
