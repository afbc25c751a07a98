package dev.keyhaul.localvault.http;

import com.sun.net.httpserver.HttpExchange;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.json.JsonObject;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request of a client that showed a token: its method, path, query and body. */
public final class Request {
    public static final int MAX_BODY_BYTES = 1024 * 1024;

    private static final String API_VERSION = "api-version";

    /**
     * The oldest first. Clients of today send the dated ones, or a preview, unless told otherwise.
     */
    private static final List<String> KNOWN_VERSIONS =
            List.of(
                    "7.0",
                    "7.1",
                    "7.2",
                    "7.3",
                    "7.4",
                    "7.5",
                    "7.6-preview.2",
                    "7.6",
                    "2025-06-01",
                    "2025-07-01",
                    "2026-01-01-preview");

    private final String method;
    private final String baseUrl;
    private final List<String> segments;
    private final List<Parameter> parameters;
    private final String apiVersion;
    private final byte[] body;

    private Request(
            String method,
            String baseUrl,
            List<String> segments,
            List<Parameter> parameters,
            String apiVersion,
            byte[] body) {
        this.method = method;
        this.baseUrl = baseUrl;
        this.segments = segments;
        this.parameters = parameters;
        this.apiVersion = apiVersion;
        this.body = body;
    }

    private record Parameter(String name, String value) {}

    /**
     * Reads it whole.
     *
     * @param baseUrl how the client reaches the vault, for links to more
     */
    public static Request read(HttpExchange exchange, String baseUrl)
            throws IOException, RefusedRequest {
        List<Parameter> parameters = parameters(exchange.getRequestURI().getRawQuery());
        String apiVersion = apiVersion(values(parameters, API_VERSION));
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
        if (body.length > MAX_BODY_BYTES) {
            throw RefusedRequest.bodyTooLarge(MAX_BODY_BYTES);
        }
        return new Request(
                exchange.getRequestMethod(),
                baseUrl,
                segments(exchange.getRequestURI().getRawPath()),
                parameters,
                apiVersion,
                body);
    }

    private static List<Parameter> parameters(@Nullable String query) throws RefusedRequest {
        List<Parameter> parameters = new ArrayList<>();
        for (String part : query == null ? new String[0] : query.split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals >= 0) {
                parameters.add(
                        new Parameter(
                                unescaped(part.substring(0, equals)),
                                unescaped(part.substring(equals + 1))));
            }
        }
        return List.copyOf(parameters);
    }

    private static String unescaped(String text) throws RefusedRequest {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw RefusedRequest.badParameter("the query is not escaped as URLs are");
        }
    }

    private static List<String> values(List<Parameter> parameters, String name) {
        return parameters.stream()
                .filter(parameter -> parameter.name().equalsIgnoreCase(name))
                .map(Parameter::value)
                .toList();
    }

    private static String apiVersion(List<String> versions) throws RefusedRequest {
        if (versions.size() != 1) {
            throw RefusedRequest.badParameter("give api-version once, such as api-version=7.6");
        }
        String version = versions.get(0);
        if (!KNOWN_VERSIONS.contains(version)) {
            throw RefusedRequest.badParameter(
                    "api-version is "
                            + version
                            + "; known are "
                            + String.join(", ", KNOWN_VERSIONS));
        }
        return version;
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

    /** Returns the HTTP method. */
    public String method() {
        return method;
    }

    /** Returns how many segments the path has. */
    public int length() {
        return segments.size();
    }

    /** Returns a segment of the path, counted from 0. */
    public String segment(int index) {
        return segments.get(index);
    }

    /** Returns the path without a slash at its end. */
    public String path() {
        return "/" + String.join("/", segments);
    }

    /** Returns its own URL without the query. */
    public String url() {
        return baseUrl + path();
    }

    /** Returns the version of the API, such as {@code 7.6}. */
    public String apiVersion() {
        return apiVersion;
    }

    /** Refuses a version of the API that did not have this yet. */
    public void requireApi(int minor) throws RefusedRequest {
        if (KNOWN_VERSIONS.indexOf(apiVersion) < KNOWN_VERSIONS.indexOf("7." + minor)) {
            throw RefusedRequest.badParameter(
                    path() + " needs api-version 7." + minor + "; this is " + apiVersion());
        }
    }

    /** Returns a parameter of the query; refuses one that is given twice. */
    public Optional<String> parameter(String name) throws RefusedRequest {
        List<String> values = values(parameters, name);
        if (values.size() > 1) {
            throw RefusedRequest.badParameter("give " + name + " once");
        }
        return values.stream().findFirst();
    }

    /** Returns the body. */
    public JsonObject json() throws RefusedRequest {
        try {
            return JsonObject.parse(body);
        } catch (MalformedInputException e) {
            throw RefusedRequest.badParameter("body", e);
        }
    }

    /** Refuses the path. */
    public RefusedRequest noSuchPath() {
        return RefusedRequest.noSuchPath("no such path here: " + path());
    }

    /** Refuses the method. */
    public RefusedRequest notAllowed(String allowed) {
        return RefusedRequest.methodNotAllowed(
                "method is " + method + "; " + path() + " takes " + allowed + " here");
    }
}
