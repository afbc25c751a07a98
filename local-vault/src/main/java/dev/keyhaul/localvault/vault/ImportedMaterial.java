package dev.keyhaul.localvault.vault;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.localvault.crypto.JwkCurve;
import dev.keyhaul.localvault.crypto.KeyMaterial;
import dev.keyhaul.localvault.crypto.RsaKeyPair;
import dev.keyhaul.localvault.http.Base64Url;
import dev.keyhaul.localvault.http.RefusedRequest;
import dev.keyhaul.localvault.key.JwkOperation;
import dev.keyhaul.localvault.key.JwkType;
import dev.keyhaul.localvault.key.UnnamedKey;
import java.util.Set;

/** Takes a key from outside: a transfer blob in {@code key_hsm}, or a clear JWK. */
record ImportedMaterial(TierRules rules, BlobImport blobImport) {
    private static final String BLOB = "key_hsm";

    UnnamedKey read(JsonObject body) throws RefusedRequest {
        try {
            JsonObject key = body.object("key");
            JwkType type = JwkType.named(key.string("kty"));
            boolean hsm = isHsm(key.string("kty"), key, body);
            rules.requireTakes(type, hsm);
            Set<JwkOperation> operations = operations(type, key, hsm);
            KeyMaterial material = key.has(BLOB) ? fromBlob(type, key) : JwkReader.read(type, key);
            if (material instanceof RsaKeyPair pair) {
                requireLength(pair.modulusBits());
            }
            return new UnnamedKey(material, hsm, operations);
        } catch (MalformedInputException e) {
            throw RefusedRequest.badParameter("body", e);
        }
    }

    /**
     * {@code Hsm} makes an RSA key an HSM key, as the service does; for RSA-HSM it may be absent,
     * and it is ignored with a blob: {@code az keyvault key import --byok-file} sends false. So
     * with the other types.
     */
    private boolean isHsm(String kty, JsonObject key, JsonObject body)
            throws MalformedInputException, RefusedRequest {
        boolean hsmType = JwkType.isHsm(kty);
        // Azure's SDK writes Hsm, the documentation hsm.
        String name = body.has("Hsm") ? "Hsm" : "hsm";
        if (!body.has(name)) {
            return rules.isHsm(kty);
        }
        if (hsmType && !body.bool(name) && !key.has(BLOB)) {
            throw RefusedRequest.badParameter("kty is " + kty + ", but Hsm is false");
        }
        return rules.isHsm(kty) || body.bool(name);
    }

    private static Set<JwkOperation> operations(JwkType type, JsonObject key, boolean hsm)
            throws RefusedRequest {
        Set<JwkOperation> operations = JwkOperation.read(key).orElse(type.operations());
        if (operations.contains(JwkOperation.IMPORT)) {
            throw RefusedRequest.badParameter(
                    "key_ops holds import; a KEK must be created in its vault");
        }
        type.requireCan(operations, hsm);
        return operations;
    }

    private KeyMaterial fromBlob(JwkType type, JsonObject key)
            throws MalformedInputException, RefusedRequest {
        if (!JwkType.isHsm(key.string("kty"))) {
            throw RefusedRequest.badParameter("key_hsm needs kty " + type.name(true));
        }
        JwkReader.requireNoNumbers(key);
        byte[] file = Base64Url.decode(BLOB, key.string(BLOB));
        return switch (type) {
            case RSA -> blobImport.openRsa(file);
            case EC -> blobImport.openEc(file, JwkCurve.named(key.string("crv")));
            case OCT -> blobImport.openAes(file);
        };
    }

    private static void requireLength(int modulusBits) throws RefusedRequest {
        if (!KeyProfile.KEY_VAULT.allows(modulusBits)) {
            throw RefusedRequest.badParameter(
                    "modulus is " + modulusBits + " bits; 2048, 3072 and 4096 are allowed");
        }
    }
}
