package dev.keyhaul.localvault.http;

import com.sun.net.httpserver.HttpExchange;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.byok.VaultHost;
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
                    "7.6",
                    // Has what 7.6 has, under the name that az and the SDK for Python send.
                    "7.6-preview.2",
                    "2025-06-01",
                    "2025-07-01",
                    "2026-01-01-preview");

    private final String method;
    private final String baseUrl;
    private final boolean ofManagedHsm;
    private final List<String> segments;
    private final List<Parameter> parameters;
    private final List<String> apiVersions;
    private final byte[] body;

    private Request(
            String method,
            String baseUrl,
            boolean ofManagedHsm,
            List<String> segments,
            List<Parameter> parameters,
            List<String> apiVersions,
            byte[] body) {
        this.method = method;
        this.baseUrl = baseUrl;
        this.ofManagedHsm = ofManagedHsm;
        this.segments = segments;
        this.parameters = parameters;
        this.apiVersions = apiVersions;
        this.body = body;
    }

    private record Parameter(String name, String value) {}

    /**
     * Reads it whole.
     *
     * @param host the vault that it is for
     */
    public static Request read(HttpExchange exchange, VaultHost host)
            throws IOException, RefusedRequest {
        List<Parameter> parameters = parameters(exchange.getRequestURI().getRawQuery());
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
        if (body.length > MAX_BODY_BYTES) {
            throw RefusedRequest.bodyTooLarge(MAX_BODY_BYTES);
        }
        return new Request(
                exchange.getRequestMethod(),
                RequestedVault.baseUrl(exchange),
                host.isManagedHsm(),
                segments(exchange.getRequestURI().getRawPath()),
                parameters,
                values(parameters, API_VERSION),
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

    /** Whether it is for a Managed HSM, not for a vault. */
    boolean isOfManagedHsm() {
        return ofManagedHsm;
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
    String url() {
        return baseUrl + path();
    }

    /** Returns the version of the API, such as {@code 7.6}; refuses one that is not known. */
    String apiVersion() throws RefusedRequest {
        if (apiVersions.size() != 1) {
            throw RefusedRequest.badParameter("give api-version once, such as api-version=7.6");
        }
        String version = apiVersions.get(0);
        if (!KNOWN_VERSIONS.contains(version)) {
            throw RefusedRequest.badParameter(
                    "api-version is "
                            + version
                            + "; it must be one of: "
                            + String.join(", ", KNOWN_VERSIONS));
        }
        return version;
    }

    /** Refuses a version of the API that is not known, or did not have this yet. */
    public void requireApi(int minor) throws RefusedRequest {
        if (KNOWN_VERSIONS.indexOf(apiVersion()) < KNOWN_VERSIONS.indexOf("7." + minor)) {
            throw RefusedRequest.badParameter(
                    path() + " needs api-version 7." + minor + "; this is " + apiVersion());
        }
    }

    /** Returns a parameter of the query; refuses one that is given twice. */
    Optional<String> parameter(String name) throws RefusedRequest {
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
        return RefusedRequest.noSuchPath(
                "no such path, or not implemented here (see LOCAL-VAULT.md): " + path());
    }

    /** Refuses the method. */
    public RefusedRequest notAllowed(String allowed) {
        return RefusedRequest.methodNotAllowed(
                "method is " + method + "; " + path() + " takes " + allowed + " here");
    }
}
