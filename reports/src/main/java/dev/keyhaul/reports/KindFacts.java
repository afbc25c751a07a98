package dev.keyhaul.reports;

import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.KeyDescription;

/** A key's kind and length in reports: {@code modulus_bits}, {@code curve} or {@code aes_bits}. */
public final class KindFacts {
    private KindFacts() {}

    /** Returns the one member that the kind has. */
    public static JsonObject of(KeyDescription key) {
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
}
