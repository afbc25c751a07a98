package dev.keyhaul.keyvault;

import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A key as the vault describes it.
 *
 * @param id its versioned identifier
 * @param description its kind, length and public half
 * @param keyType {@code RSA-HSM} or {@code RSA}
 * @param operations its {@code key_ops}
 * @param attributes the rest
 */
public record VaultKey(
        KeyIdentifier id,
        KeyDescription description,
        String keyType,
        List<String> operations,
        Attributes attributes) {
    private static final String SCHEMA_VERSION = "1.0.0";

    /** Copies the operations. */
    public VaultKey {
        operations = List.copyOf(operations);
    }

    /**
     * What the vault says of a key beside the key.
     *
     * @param enabled whether it can be used
     * @param exportable whether it can be released; false where the vault does not say
     * @param releasePolicy whether it has a release policy
     * @param recoveryLevel what happens to it when it is deleted, such as {@code
     *     Recoverable+Purgeable}
     * @param hsmPlatform the kind of HSM that holds it
     * @param created when this version was made
     * @param updated when it was changed last
     * @param expires when it expires
     */
    public record Attributes(
            boolean enabled,
            boolean exportable,
            boolean releasePolicy,
            Optional<String> recoveryLevel,
            Optional<String> hsmPlatform,
            Optional<Instant> created,
            Optional<Instant> updated,
            Optional<Instant> expires) {

        private JsonObject toJson() {
            JsonObject.Builder json =
                    JsonObject.builder()
                            .put("enabled", enabled)
                            .put("exportable", exportable)
                            .put("release_policy", releasePolicy);
            recoveryLevel.ifPresent(level -> json.put("recovery_level", level));
            hsmPlatform.ifPresent(platform -> json.put("hsm_platform", platform));
            created.ifPresent(time -> json.put("created", time.toString()));
            updated.ifPresent(time -> json.put("updated", time.toString()));
            expires.ifPresent(time -> json.put("expires", time.toString()));
            return json.build();
        }
    }

    /** Returns the description for reports: JSON in UTF-8. */
    public byte[] toUtf8() {
        JsonObject.Builder json =
                JsonObject.builder()
                        .put("schema_version", SCHEMA_VERSION)
                        .put("kid", id.toString())
                        .put("kty", keyType);
        if (description instanceof KeyDescription.Rsa rsa) {
            json.put("n", PublicKeyEncoding.base64Url(rsa.rsa().getModulus()))
                    .put("e", PublicKeyEncoding.base64Url(rsa.rsa().getPublicExponent()));
        }
        return json.put("key_ops", operations)
                .put("fingerprint", description.fingerprint().toString())
                .put("attributes", attributes.toJson())
                .build()
                .toUtf8();
    }
}
