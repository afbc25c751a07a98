package dev.keyhaul.keyvault;

import com.azure.core.exception.HttpResponseException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The service's answer to a request that it refused: {@code {"error":{"code":…,"message":…,
 * "innererror":{"code":…}}}}.
 *
 * @param status the HTTP status
 * @param code the innermost code, or empty
 * @param message the service's own words, or empty
 */
record ServiceError(int status, String code, String message) {

    static ServiceError of(HttpResponseException e) {
        int status = e.getResponse().getStatusCode();
        // The SDK hands the parsed body out as a map (seen in 4.10.6).
        Map<?, ?> error = member(e.getValue(), "error");
        String code = text(error, "code");
        String inner = text(member(error, "innererror"), "code");
        return new ServiceError(
                status, inner.isEmpty() ? code : inner, text(error, "message").strip());
    }

    private static Map<?, ?> member(@Nullable Object map, String name) {
        return map instanceof Map<?, ?> outer && outer.get(name) instanceof Map<?, ?> inner
                ? inner
                : Map.of();
    }

    private static String text(Map<?, ?> map, String name) {
        return map.get(name) instanceof String text ? text : "";
    }

    String describe() {
        StringBuilder text = new StringBuilder("the service answers ").append(status);
        if (!code.isEmpty()) {
            text.append(' ').append(code);
        }
        if (!message.isEmpty()) {
            text.append(": ").append(message.replaceAll("\\s+", " ").replaceFirst("\\.$", ""));
        }
        return text.toString();
    }
}
