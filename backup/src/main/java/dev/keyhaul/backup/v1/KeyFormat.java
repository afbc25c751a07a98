package dev.keyhaul.backup.v1;

import dev.keyhaul.backup.journal.Damage;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.KeyOrigin.Protection;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** The members {@code key} and {@code origin}. */
final class KeyFormat {
    private static final Words<Protection> PROTECTIONS =
            Words.of(
                    Protection.class,
                    Map.of(
                            Protection.HARDWARE_TOKEN, "hardware-token",
                            Protection.KEY_SERVICE, "key-service",
                            Protection.SOFTWARE_TOKEN, "software-token",
                            Protection.SOFTWARE, "software",
                            Protection.UNKNOWN, "unknown"));

    private KeyFormat() {}

    static JsonObject write(KeyDescription description) throws RefusedException {
        RSAPublicKey key = description.requireRsa();
        return JsonObject.builder()
                .put("fingerprint", description.fingerprint().toString())
                .put("modulus_bits", description.lengthBits())
                .put("public_key", Base64.getEncoder().encodeToString(PublicKeyEncoding.der(key)))
                .build();
    }

    static KeyDescription read(JsonObject json) throws KeyTransferException {
        json.requireOnly("fingerprint", "modulus_bits", "public_key");
        KeyDescription key = KeyDescription.of(publicKey(json.string("public_key")));
        if (!Fingerprint.parse(json.string("fingerprint")).equals(key.fingerprint())) {
            throw Damage.because("the public key is not the one of the recorded fingerprint");
        }
        if (json.number("modulus_bits") != key.lengthBits()) {
            throw Damage.because(
                    "the public key is not as long as recorded: " + key.lengthBits() + " bits");
        }
        return key;
    }

    /** DER only, and only in its one canonical form: PEM or trailing bytes would read as well. */
    private static RSAPublicKey publicKey(String base64) throws KeyTransferException {
        byte[] der;
        try {
            der = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new MalformedInputException("member key.public_key is not base64", null, e);
        }
        RSAPublicKey key = PublicKeyEncoding.parse(der);
        RSAPublicKey canonical = PublicKeyEncoding.of(key.getModulus(), key.getPublicExponent());
        if (!Arrays.equals(PublicKeyEncoding.der(canonical), der)) {
            throw new MalformedInputException(
                    "member key.public_key is not SubjectPublicKeyInfo in DER");
        }
        return canonical;
    }

    static JsonObject write(KeyOrigin origin) {
        return JsonObject.builder()
                .put("protection", PROTECTIONS.write(origin.protection()))
                .put("location", origin.location())
                .put("maker", origin.maker())
                .put("details", origin.details())
                .build();
    }

    static KeyOrigin readOrigin(JsonObject json) throws MalformedInputException {
        json.requireOnly("protection", "location", "maker", "details");
        JsonObject recorded = json.object("details");
        Map<String, String> details = new LinkedHashMap<>();
        for (String name : recorded.names()) {
            details.put(name, recorded.string(name));
        }
        return new KeyOrigin(
                PROTECTIONS.read(json, "protection"),
                json.string("location"),
                json.string("maker"),
                details);
    }
}
