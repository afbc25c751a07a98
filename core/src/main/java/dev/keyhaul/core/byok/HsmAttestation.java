package dev.keyhaul.core.byok;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.AttestedStatement.Half;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.HexFormat;
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
    private static final String CERTIFICATES = "certificatePemFile";
    private static final String PUBLIC_KEY = "publicKeyAttestation";
    private static final String PRIVATE_KEY = "privateKeyAttestation";

    /** Five hyphens. */
    private static final String PEM_IN_HEX = "2d2d2d2d2d";

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
     * Finds the attestation in the answer of a Managed HSM ({@code GET …/attestation}), in a KEK's
     * record, or in what {@code az keyvault key get-attestation --file} writes: the attestation
     * alone, its parts in base64 or in hex.
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
        if (isAlone(file)) {
            return Optional.of(ofClient(file));
        }
        Optional<JsonObject> answer = member(file, "attributes");
        if (answer.isPresent()) {
            return Optional.of(ofAnswer(answer.get()));
        }
        Optional<JsonObject> kept = member(file, "download");
        return kept.isPresent() ? Optional.of(parse(kept.get())) : Optional.empty();
    }

    /**
     * Whether a file is an attestation alone, without its key and the key's identifier.
     *
     * @throws MalformedInputException if the file is not JSON
     */
    public static boolean isAlone(byte[] utf8Json) throws MalformedInputException {
        return isAlone(JsonObject.parse(utf8Json));
    }

    private static boolean isAlone(JsonObject file) {
        return file.has(CERTIFICATES);
    }

    /** Clients write the parts each in their way; a certificate in PEM tells in which. */
    private static HsmAttestation ofClient(JsonObject file) throws MalformedInputException {
        boolean isHex = file.string(CERTIFICATES).regionMatches(true, 0, PEM_IN_HEX, 0, 10);
        return HsmAttestation.of(
                file.optionalString("version").orElse(""),
                part(file, CERTIFICATES, isHex),
                part(file, PUBLIC_KEY, isHex),
                part(file, PRIVATE_KEY, isHex));
    }

    private static byte[] part(JsonObject file, String name, boolean isHex)
            throws MalformedInputException {
        String text = file.optionalString(name).orElse("");
        try {
            return isHex ? HexFormat.of().parseHex(text) : Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedInputException(
                    Reason.JSON_MEMBER,
                    "member " + name + " is not " + (isHex ? "hex" : "base64"),
                    null,
                    e);
        }
    }

    /**
     * Returns the key that the statement on the public half is of. It is no more than a claim until
     * {@link AttestationCheck#verify} holds for it.
     *
     * @throws KeyTransferException if there is no such statement
     */
    public RSAPublicKey claimedKey() throws KeyTransferException {
        AttestedStatement statement = AttestedStatement.parse(decode(publicKey), Half.PUBLIC);
        return PublicKeyEncoding.of(statement.modulus(), statement.publicExponent());
    }

    private static Optional<JsonObject> member(JsonObject file, String home)
            throws MalformedInputException {
        Optional<JsonObject> object = file.optionalObject(home);
        return object.isEmpty() ? object : object.get().optionalObject("attestation");
    }

    private static HsmAttestation ofAnswer(JsonObject json) throws MalformedInputException {
        return HsmAttestation.of(
                json.optionalString("version").orElse(""),
                url(json, CERTIFICATES),
                url(json, PUBLIC_KEY),
                url(json, PRIVATE_KEY));
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
