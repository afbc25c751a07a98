package dev.keyhaul.localvault.key;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.localvault.access.VaultOperation;
import dev.keyhaul.localvault.crypto.CipherData;
import dev.keyhaul.localvault.crypto.KeyMaterial;
import dev.keyhaul.localvault.http.Base64Url;
import dev.keyhaul.localvault.http.RefusedRequest;
import java.security.SecureRandom;

/** A cryptographic operation with a stored key. */
public enum CryptoOperation {
    ENCRYPT("encrypt", JwkOperation.ENCRYPT, VaultOperation.ENCRYPT, true),
    DECRYPT("decrypt", JwkOperation.DECRYPT, VaultOperation.DECRYPT, false),
    SIGN("sign", JwkOperation.SIGN, VaultOperation.SIGN, true),
    VERIFY("verify", JwkOperation.VERIFY, VaultOperation.VERIFY, false),
    WRAP_KEY("wrapkey", JwkOperation.WRAP_KEY, VaultOperation.WRAP_KEY, true),
    UNWRAP_KEY("unwrapkey", JwkOperation.UNWRAP_KEY, VaultOperation.UNWRAP_KEY, false);

    private final String segment;
    private final JwkOperation operation;
    private final VaultOperation vaultOperation;
    private final boolean needsValidity;

    CryptoOperation(
            String segment,
            JwkOperation operation,
            VaultOperation vaultOperation,
            boolean needsValidity) {
        this.segment = segment;
        this.operation = operation;
        this.vaultOperation = vaultOperation;
        this.needsValidity = needsValidity;
    }

    /** Returns what the path of a request ends in. */
    public String segment() {
        return segment;
    }

    JwkOperation operation() {
        return operation;
    }

    /** What a caller must be permitted, where {@link #operation} is what the key must be. */
    public VaultOperation vaultOperation() {
        return vaultOperation;
    }

    /** Whether nbf and exp count: what undoes an earlier operation goes on after them. */
    boolean needsValidity() {
        return needsValidity;
    }

    public JsonObject answer(StoredKey key, JsonObject body, SecureRandom random)
            throws RefusedRequest {
        try {
            String alg = body.string("alg");
            KeyMaterial material = key.material();
            return switch (this) {
                case ENCRYPT -> result(key, material.encrypt(alg, CipherData.read(body), random));
                case DECRYPT -> result(key, material.decrypt(alg, CipherData.read(body)));
                case WRAP_KEY -> result(key, material.wrap(alg, CipherData.read(body), random));
                case UNWRAP_KEY -> result(key, material.unwrap(alg, CipherData.read(body)));
                case SIGN -> signed(key, material.sign(alg, bytes(body, "value"), random));
                case VERIFY -> verdict(alg, material, body);
            };
        } catch (MalformedInputException e) {
            throw RefusedRequest.badParameter("body", e);
        }
    }

    private static byte[] bytes(JsonObject body, String name)
            throws MalformedInputException, RefusedRequest {
        return Base64Url.decode(name, body.string(name));
    }

    private static JsonObject result(StoredKey key, CipherData data) {
        return data.putInto(JsonObject.builder().put("kid", key.id().toString())).build();
    }

    private static JsonObject signed(StoredKey key, byte[] signature) {
        return JsonObject.builder()
                .put("kid", key.id().toString())
                .put("value", Base64Url.encode(signature))
                .build();
    }

    private static JsonObject verdict(String alg, KeyMaterial material, JsonObject body)
            throws MalformedInputException, RefusedRequest {
        byte[] signature = bytes(body, "value");
        boolean valid = material.verify(alg, bytes(body, "digest"), signature);
        return JsonObject.builder().put("value", valid).build();
    }
}
