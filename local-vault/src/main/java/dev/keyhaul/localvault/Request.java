package dev.keyhaul.localvault;

import com.sun.net.httpserver.HttpExchange;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A request of a client that showed the token: its method, its path's segments and its body. */
final class Request {
    static final int MAX_BODY_BYTES = 1024 * 1024;

    private static final Pattern API_VERSION = Pattern.compile("api-version=(.*)");
    private static final Pattern KNOWN_VERSION = Pattern.compile("7\\.[0-6]");

    private final String method;
    private final List<String> segments;
    private final byte[] body;

    private Request(String method, List<String> segments, byte[] body) {
        this.method = method;
        this.segments = segments;
        this.body = body;
    }

    static Request read(HttpExchange exchange) throws IOException, ServiceError {
        checkApiVersion(exchange.getRequestURI().getRawQuery());
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
        if (body.length > MAX_BODY_BYTES) {
            throw ServiceError.bodyTooLarge(MAX_BODY_BYTES);
        }
        return new Request(
                exchange.getRequestMethod(), segments(exchange.getRequestURI().getRawPath()), body);
    }

    private static void checkApiVersion(@Nullable String query) throws ServiceError {
        List<String> versions =
                Arrays.stream(query == null ? new String[0] : query.split("&", -1))
                        .map(API_VERSION::matcher)
                        .filter(Matcher::matches)
                        .map(matcher -> matcher.group(1))
                        .toList();
        if (versions.size() != 1) {
            throw ServiceError.badParameter("give api-version once, such as api-version=7.6");
        }
        if (!KNOWN_VERSION.matcher(versions.get(0)).matches()) {
            throw ServiceError.badParameter(
                    "api-version is " + versions.get(0) + "; known are 7.0 to 7.6");
        }
    }

    // Names and versions have no character that needs escaping, so nothing is unescaped. An empty
    // segment inside stays: a client that names no version sends /keys/NAME//sign.
    private static List<String> segments(String rawPath) {
        List<String> segments = new ArrayList<>(List.of(rawPath.split("/", -1)));
        segments.remove(0);
        if (!segments.isEmpty() && segments.get(segments.size() - 1).isEmpty()) {
            segments.remove(segments.size() - 1);
        }
        return List.copyOf(segments);
    }

    String method() {
        return method;
    }

    int length() {
        return segments.size();
    }

    String segment(int index) {
        return segments.get(index);
    }

    String path() {
        return "/" + String.join("/", segments);
    }

    JsonObject json() throws ServiceError {
        try {
            return JsonObject.parse(body);
        } catch (MalformedInputException e) {
            throw ServiceError.badParameter("body", e);
        }
    }
}
