package dev.keyhaul.keyvault;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A key as the vault describes it.
 *
 * @param id its versioned identifier
 * @param described its kind, length and public half; empty for an AES key that may not encrypt,
 *     whose fingerprint cannot be asked for then
 * @param keyType {@code RSA-HSM}, {@code RSA}, {@code EC-HSM}, {@code EC} or {@code oct-HSM}
 * @param operations its {@code key_ops}
 * @param attributes the rest
 * @since 0.1.0
 */
public record VaultKey(
        KeyIdentifier id,
        Optional<KeyDescription> described,
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

    /**
     * Returns its kind, length and public half.
     *
     * @throws RefusedException if the vault does not tell which AES key it is
     */
    public KeyDescription description() throws KeyTransferException {
        return described.orElseThrow(
                () ->
                        new RefusedException(
                                "the vault does not tell which key " + id + " is",
                                "an AES key is known by what it encrypts: enable it, permit"
                                        + " 'encrypt' on it, and give this identity a role that may"
                                        + " encrypt"));
    }

    /** Returns its kind. */
    public KeyKind kind() {
        // What is not described is an AES key.
        return described.map(KeyKind::of).orElse(KeyKind.AES);
    }

    VaultKey describedAs(KeyDescription description) {
        return new VaultKey(id, Optional.of(description), keyType, operations, attributes);
    }

    /** Returns the description for reports: JSON in UTF-8. */
    public byte[] toUtf8() {
        JsonObject.Builder json =
                JsonObject.builder()
                        .put("schema_version", SCHEMA_VERSION)
                        .put("kid", id.toString())
                        .put("kty", keyType);
        described.ifPresent(key -> putNumbers(key, json));
        json.put("key_ops", operations);
        described.ifPresent(key -> json.put("fingerprint", key.fingerprint().toString()));
        return json.put("attributes", attributes.toJson()).build().toUtf8();
    }

    private static void putNumbers(KeyDescription key, JsonObject.Builder json) {
        if (key instanceof KeyDescription.Rsa rsa) {
            json.put("n", PublicKeyEncoding.base64Url(rsa.rsa().getModulus()))
                    .put("e", PublicKeyEncoding.base64Url(rsa.rsa().getPublicExponent()));
        } else if (key instanceof KeyDescription.Ec ec) {
            json.put("crv", ec.curve().jwkName())
                    .put("x", coordinate(ec, 0))
                    .put("y", coordinate(ec, 1));
        } else {
            json.put("aes_bits", key.lengthBits());
        }
    }

    /** In the curve's whole length (RFC 7518 §6.2.1.2). */
    private static String coordinate(KeyDescription.Ec key, int index) {
        int lengthBytes = key.curve().coordinateBytes();
        int from = 1 + index * lengthBytes;
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Arrays.copyOfRange(key.pointOctets(), from, from + lengthBytes));
    }
}
