package dev.keyhaul.tenant.check;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What {@code az keyvault key show} prints of a key.
 *
 * @param id its identifier, with or without version
 * @param type its {@code kty}, such as {@code RSA-HSM}
 * @param description its kind and length; absent for a key that is not an RSA key
 * @param operations its {@code key_ops}
 * @param attributes what else is said of it
 * @param hasReleasePolicy whether the service releases the key to an attested environment
 * @since 0.1.0
 */
public record AzKeyFacts(
        KeyIdentifier id,
        String type,
        Optional<KeyDescription> description,
        List<String> operations,
        Attributes attributes,
        boolean hasReleasePolicy) {

    /** Copies the list. */
    public AzKeyFacts {
        Arguments.notNull("id", id, "type", type, "description", description);
        Arguments.notNull("attributes", attributes);
        operations = List.copyOf(operations);
    }

    /**
     * A key's attributes.
     *
     * @param enabled whether it can be used
     * @param notBefore when it begins
     * @param expires when it ends
     * @param exportable whether the service may give it out
     * @param recoveryLevel such as {@code Recoverable+Purgeable}
     * @param hsmPlatform the generation of the HSM: {@code 0} is software, {@code 1} FIPS 140-2
     *     level 2, {@code 2} FIPS 140-3 level 3
     */
    public record Attributes(
            boolean enabled,
            Optional<Instant> notBefore,
            Optional<Instant> expires,
            boolean exportable,
            Optional<String> recoveryLevel,
            Optional<String> hsmPlatform) {
        public Attributes {
            Arguments.notNull("notBefore", notBefore, "expires", expires);
            Arguments.notNull("recoveryLevel", recoveryLevel, "hsmPlatform", hsmPlatform);
        }

        static Attributes of(JsonObject attributes) throws MalformedInputException {
            return new Attributes(
                    AzJson.optionalBool(attributes, "enabled").orElse(true),
                    AzJson.optionalTime(attributes, "notBefore", "nbf"),
                    AzJson.optionalTime(attributes, "expires", "exp"),
                    AzJson.optionalBool(attributes, "exportable").orElse(false),
                    attributes.optionalString("recoveryLevel"),
                    attributes.optionalString("hsmPlatform"));
        }
    }

    /**
     * Reads the JSON of {@code az keyvault key show}, or the answer of Key Vault's own API.
     *
     * @throws MalformedInputException when it is anything else
     */
    public static AzKeyFacts parse(byte[] utf8Json) throws MalformedInputException {
        JsonObject bundle = JsonObject.parse(utf8Json);
        JsonObject key = bundle.object("key");
        return new AzKeyFacts(
                KeyIdentifier.parse(key.string("kid")),
                key.string("kty"),
                key.has("n")
                        ? Optional.of(
                                KeyDescription.of(
                                        PublicKeyEncoding.ofJwk(key.string("n"), key.string("e"))))
                        : Optional.empty(),
                key.strings(AzJson.nameIn(key, "keyOps", "key_ops")),
                Attributes.of(bundle.object("attributes")),
                bundle.has("releasePolicy") || bundle.has("release_policy"));
    }
}
