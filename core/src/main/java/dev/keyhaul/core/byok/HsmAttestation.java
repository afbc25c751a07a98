package dev.keyhaul.core.byok;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.json.JsonObject;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a Managed HSM attests of a key, kept as it came ({@code attributes.attestation} of REST API
 * 7.6). {@link AttestationCheck} verifies it, offline.
 *
 * @param version the format, such as {@code MRVL-1}
 * @param certificates the certificates that came with it, PEM text in base64
 * @param publicKey the statement on the public half, in base64; empty when there was none
 * @param privateKey the statement on the private half, in base64; empty when there was none
 * @since 0.1.0
 */
public record HsmAttestation(
        String version, String certificates, String publicKey, String privateKey) {

    /** Checks that the three are base64. */
    public HsmAttestation {
        Arguments.notNull("version", version, "publicKey", publicKey, "privateKey", privateKey);
        Stream.of(certificates, publicKey, privateKey).forEach(HsmAttestation::decode);
    }

    /** Takes the bytes as the service gave them; what it left out is an empty array. */
    public static HsmAttestation of(
            String version, byte[] certificatesPem, byte[] publicKey, byte[] privateKey) {
        return new HsmAttestation(
                version, encode(certificatesPem), encode(publicKey), encode(privateKey));
    }

    /**
     * Finds the attestation in the answer of a Managed HSM ({@code GET …/attestation}), or in a
     * KEK's record.
     *
     * @throws MalformedInputException if the file is neither, or has none
     */
    public static HsmAttestation parse(byte[] utf8Json) throws MalformedInputException {
        return find(utf8Json)
                .orElseThrow(
                        () ->
                                new MalformedInputException(
                                        Reason.KEK_ATTESTATION_MISSING,
                                        "the file has no attestation",
                                        "only a Managed HSM attests its keys: az rest --method get"
                                                + " --resource https://managedhsm.azure.net --uri"
                                                + " 'https://POOL.managedhsm.azure.net/keys/NAME/VERSION/attestation"
                                                + "?api-version=7.6'"));
    }

    /**
     * Finds the attestation as {@link #parse} does; empty if the file has none.
     *
     * @throws MalformedInputException if the file is not JSON, or its attestation is malformed
     */
    public static Optional<HsmAttestation> find(byte[] utf8Json) throws MalformedInputException {
        JsonObject file = JsonObject.parse(utf8Json);
        Optional<JsonObject> answer = member(file, "attributes");
        if (answer.isPresent()) {
            return Optional.of(ofAnswer(answer.get()));
        }
        Optional<JsonObject> kept = member(file, "download");
        return kept.isPresent() ? Optional.of(parse(kept.get())) : Optional.empty();
    }

    private static Optional<JsonObject> member(JsonObject file, String home)
            throws MalformedInputException {
        Optional<JsonObject> object = file.optionalObject(home);
        return object.isEmpty() ? object : object.get().optionalObject("attestation");
    }

    private static HsmAttestation ofAnswer(JsonObject json) throws MalformedInputException {
        return HsmAttestation.of(
                json.optionalString("version").orElse(""),
                url(json, "certificatePemFile"),
                url(json, "publicKeyAttestation"),
                url(json, "privateKeyAttestation"));
    }

    private static byte[] url(JsonObject json, String name) throws MalformedInputException {
        try {
            return Base64.getUrlDecoder().decode(json.optionalString(name).orElse(""));
        } catch (IllegalArgumentException e) {
            throw new MalformedInputException(
                    Reason.JSON_MEMBER, "member " + name + " is not base64url", null, e);
        }
    }

    static HsmAttestation parse(JsonObject json) throws MalformedInputException {
        try {
            return new HsmAttestation(
                    json.string("version"),
                    json.string("certificates_pem"),
                    json.string("public_key_attestation"),
                    json.string("private_key_attestation"));
        } catch (IllegalArgumentException e) {
            throw new MalformedInputException(
                    Reason.ATTESTATION_MALFORMED,
                    "the KEK's attestation is not base64",
                    "download the KEK again",
                    e);
        }
    }

    JsonObject toJson() {
        return JsonObject.builder()
                .put("version", version)
                .put("certificates_pem", certificates)
                .put("public_key_attestation", publicKey)
                .put("private_key_attestation", privateKey)
                .build();
    }

    static byte[] decode(String base64) {
        return Base64.getDecoder().decode(base64);
    }

    private static String encode(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
