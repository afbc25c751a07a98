package dev.keyhaul.core.json;

import java.util.Map;

/** Details that are kept as texts, as members of a report. Stateless. */
public final class JsonDetails {
    private JsonDetails() {}

    /** Returns an object of them, in which {@code true} and {@code false} are truth values. */
    public static JsonObject typed(Map<String, String> details) {
        JsonObject.Builder typed = JsonObject.builder();
        details.forEach(
                (name, value) -> {
                    if (value.equals("true") || value.equals("false")) {
                        typed.put(name, Boolean.parseBoolean(value));
                    } else {
                        typed.put(name, value);
                    }
                });
        return typed.build();
    }
}
