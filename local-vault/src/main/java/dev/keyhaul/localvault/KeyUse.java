package dev.keyhaul.localvault;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.localvault.access.VaultOperation;
import dev.keyhaul.localvault.crypto.EncryptionAlgorithm;
import dev.keyhaul.localvault.crypto.RsaKeyPair;
import dev.keyhaul.localvault.crypto.SignatureAlgorithm;
import dev.keyhaul.localvault.http.Base64Url;
import dev.keyhaul.localvault.http.RefusedRequest;
import java.security.SecureRandom;

/** A cryptographic operation with a stored key. */
enum KeyUse {
    ENCRYPT("encrypt", KeyOperation.ENCRYPT, VaultOperation.ENCRYPT, true),
    DECRYPT("decrypt", KeyOperation.DECRYPT, VaultOperation.DECRYPT, false),
    SIGN("sign", KeyOperation.SIGN, VaultOperation.SIGN, true),
    VERIFY("verify", KeyOperation.VERIFY, VaultOperation.VERIFY, false),
    WRAP_KEY("wrapkey", KeyOperation.WRAP_KEY, VaultOperation.WRAP_KEY, true),
    UNWRAP_KEY("unwrapkey", KeyOperation.UNWRAP_KEY, VaultOperation.UNWRAP_KEY, false);

    private final String segment;
    private final KeyOperation operation;
    private final VaultOperation vaultOperation;
    private final boolean needsValidity;

    KeyUse(
            String segment,
            KeyOperation operation,
            VaultOperation vaultOperation,
            boolean needsValidity) {
        this.segment = segment;
        this.operation = operation;
        this.vaultOperation = vaultOperation;
        this.needsValidity = needsValidity;
    }

    /** Returns what the path of a request ends in. */
    String segment() {
        return segment;
    }

    KeyOperation operation() {
        return operation;
    }

    /** What a caller must be permitted, where {@link #operation} is what the key must be. */
    VaultOperation vaultOperation() {
        return vaultOperation;
    }

    /** Whether nbf and exp count: what undoes an earlier operation goes on after them. */
    boolean needsValidity() {
        return needsValidity;
    }

    JsonObject answer(StoredKey key, JsonObject body, SecureRandom random) throws RefusedRequest {
        try {
            String alg = body.string("alg");
            byte[] value = Base64Url.decode("value", body.string("value"));
            RsaKeyPair pair = key.keyPair();
            return switch (this) {
                case ENCRYPT, WRAP_KEY ->
                        result(key, EncryptionAlgorithm.named(alg).encrypt(pair, value, random));
                case DECRYPT, UNWRAP_KEY ->
                        result(key, EncryptionAlgorithm.named(alg).decrypt(pair, value));
                case SIGN -> result(key, SignatureAlgorithm.named(alg).sign(pair, value, random));
                case VERIFY -> verdict(alg, pair, body, value);
            };
        } catch (MalformedInputException e) {
            throw RefusedRequest.badParameter("body", e);
        }
    }

    private static JsonObject result(StoredKey key, byte[] value) {
        return JsonObject.builder()
                .put("kid", key.id().toString())
                .put("value", Base64Url.encode(value))
                .build();
    }

    private static JsonObject verdict(
            String alg, RsaKeyPair pair, JsonObject body, byte[] signature)
            throws MalformedInputException, RefusedRequest {
        byte[] digest = Base64Url.decode("digest", body.string("digest"));
        boolean valid = SignatureAlgorithm.named(alg).verify(pair, digest, signature);
        return JsonObject.builder().put("value", valid).build();
    }
}
