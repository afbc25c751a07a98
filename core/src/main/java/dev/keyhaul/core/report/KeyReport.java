package dev.keyhaul.core.report;

import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.json.JsonDetails;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.core.key.TransferableKey;

/** A key, wherever it is, as reports show it. */
public final class KeyReport {
    private KeyReport() {}

    /** Returns its kind and length: {@code modulus_bits}, {@code curve} or {@code aes_bits}. */
    public static JsonObject kind(KeyDescription key) {
        JsonObject.Builder facts = JsonObject.builder();
        if (key instanceof KeyDescription.Ec ec) {
            facts.put("curve", ec.curve().jwkName());
        } else {
            facts.put(
                    key instanceof KeyDescription.Aes ? "aes_bits" : "modulus_bits",
                    key.lengthBits());
        }
        return facts.build();
    }

    /** Returns all that is known of a key, wherever it is, and what each profile says to it. */
    public static JsonObject whole(TransferableKey key) {
        KeyDescription description = key.description();
        KeyOrigin origin = key.origin();
        JsonObject.Builder profiles = JsonObject.builder();
        for (KeyProfile profile : KeyProfile.values()) {
            profiles.put(profile.optionName(), verdict(profile, description));
        }
        JsonObject.Builder kind = JsonObject.builder().putAll(kind(description));
        if (description instanceof KeyDescription.Rsa rsa) {
            kind.put("public_exponent", rsa.rsa().getPublicExponent());
        }
        return kind.put("fingerprint", description.fingerprint().toString())
                .put("location", origin.location())
                .put("protection", origin.protection().label())
                .put("maker", origin.maker())
                .put("origin", JsonDetails.typed(origin.details()))
                .put("profiles", profiles.build())
                .build();
    }

    private static String verdict(KeyProfile profile, KeyDescription key) {
        try {
            profile.check(key, false);
            return "allowed";
        } catch (RefusedException e) {
            return "refused: " + e.getMessage();
        }
    }
}
