package dev.keyhaul.core.json;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Details that are kept as texts, as members of a report. Stateless. */
public final class JsonDetails {
    private JsonDetails() {}

    /** Returns an object of them, in which {@code true} and {@code false} are truth values. */
    public static JsonObject typed(Map<String, String> details) {
        JsonObject.Builder typed = JsonObject.builder();
        values(details).forEach((name, value) -> typed.put(name, Optional.of(value)));
        return typed.build();
    }

    /** Returns them for a component of a report: texts and truth values, in their order. */
    public static Map<String, Object> values(Map<String, String> details) {
        Map<String, Object> values = new LinkedHashMap<>();
        details.forEach(
                (name, value) -> {
                    boolean isTruth = value.equals("true") || value.equals("false");
                    values.put(name, isTruth ? (Object) Boolean.valueOf(value) : value);
                });
        return values;
    }
}
