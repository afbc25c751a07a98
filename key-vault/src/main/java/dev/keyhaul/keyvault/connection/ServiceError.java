package dev.keyhaul.keyvault.connection;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The service's answer to a request that it refused: {@code {"error":{"code":…,"message":…,
 * "innererror":{"code":…}}}}.
 *
 * @param status the HTTP status
 * @param code the innermost code, or empty
 * @param message the service's own words, or empty
 * @param tenant the tenant whose tokens the service takes, if it names one
 */
public record ServiceError(int status, String code, String message, Optional<String> tenant) {
    private static final Pattern AUTHORITY =
            Pattern.compile("authorization(?:_uri)?=\"https://[^/\"]+/([^/\"]+)");

    public static ServiceError of(HttpResponseException e) {
        int status = e.getResponse().getStatusCode();
        // The SDK hands the parsed body out as a map (seen in 4.10.6).
        Map<?, ?> error = member(e.getValue(), "error");
        String code = text(error, "code");
        String inner = text(member(error, "innererror"), "code");
        return new ServiceError(
                status,
                inner.isEmpty() ? code : inner,
                text(error, "message").strip(),
                tenant(e.getResponse()));
    }

    private static Optional<String> tenant(HttpResponse response) {
        return Optional.ofNullable(response.getHeaderValue(HttpHeaderName.WWW_AUTHENTICATE))
                .map(AUTHORITY::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1));
    }

    private static Map<?, ?> member(@Nullable Object map, String name) {
        return map instanceof Map<?, ?> outer && outer.get(name) instanceof Map<?, ?> inner
                ? inner
                : Map.of();
    }

    private static String text(Map<?, ?> map, String name) {
        return map.get(name) instanceof String text ? text : "";
    }

    public String describe() {
        StringBuilder text = new StringBuilder("the service returned ").append(status);
        if (!code.isEmpty()) {
            text.append(' ').append(code);
        }
        if (!message.isEmpty()) {
            text.append(": ").append(message.replaceAll("\\s+", " ").replaceFirst("\\.$", ""));
        }
        return text.toString();
    }
}
