package dev.keyhaul.core.json;

import java.util.LinkedHashMap;
import java.util.Map;

/** Details that are kept as texts, as members of a report. Stateless. */
public final class JsonDetails {
    private JsonDetails() {}

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
