package dev.keyhaul.localvault.crypto;

import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.localvault.http.RefusedRequest;
import java.security.SecureRandom;

/** A key of the vault, and what it does with data. */
public sealed interface KeyMaterial permits RsaKeyPair, EcKeyPair, AesKey {
    /** Makes another key of the same kind and length. */
    KeyMaterial another(SecureRandom random);

    /** Returns its kind and length, such as {@code RSA 2048}. */
    String kind();

    /** Returns the clear key as the state keeps it; the caller wipes it. */
    byte[] encoded();

    /** Adds the members of a JWK that everybody may see. */
    JsonObject.Builder putPublic(JsonObject.Builder jwk);

    /** Signs a digest. */
    default byte[] sign(String alg, byte[] digest, SecureRandom random) throws RefusedRequest {
        throw cannot("sign", alg);
    }

    /** Whether a signature is of this digest. */
    default boolean verify(String alg, byte[] digest, byte[] signature) throws RefusedRequest {
        throw cannot("verify", alg);
    }

    /** Encrypts a value. */
    default CipherData encrypt(String alg, CipherData plain, SecureRandom random)
            throws RefusedRequest {
        throw cannot("encrypt", alg);
    }

    /** Decrypts a value. */
    default CipherData decrypt(String alg, CipherData encrypted) throws RefusedRequest {
        throw cannot("decrypt", alg);
    }

    /** Wraps a key. */
    default CipherData wrap(String alg, CipherData key, SecureRandom random) throws RefusedRequest {
        throw cannot("wrap", alg);
    }

    /** Unwraps a key. */
    default CipherData unwrap(String alg, CipherData wrapped) throws RefusedRequest {
        throw cannot("unwrap", alg);
    }

    private RefusedRequest cannot(String verb, String alg) {
        return RefusedRequest.badParameter("a key " + kind() + " cannot " + verb + " with " + alg);
    }
}
