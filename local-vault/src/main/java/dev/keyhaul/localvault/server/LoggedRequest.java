package dev.keyhaul.localvault.server;

import com.sun.net.httpserver.HttpExchange;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.localvault.access.TokenHolder;
import dev.keyhaul.localvault.audit.AuditEvent;
import dev.keyhaul.localvault.http.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is known of a request so far, for the log; used by one thread. */
final class LoggedRequest {
    private static final int MAX_LOGGED_CHARS = 512;
    private static final Pattern API_VERSION =
            Pattern.compile(".*\\bapi-version=([0-9.a-z-]{1,20}).*");
    static final String CORRELATION_HEADER = "x-ms-client-request-id";

    private final HttpExchange exchange;
    private final Instant time;
    private final long startNanos = System.nanoTime();
    private @Nullable VaultHost host;
    private @Nullable TokenHolder caller;
    private @Nullable RoutedRequest call;

    LoggedRequest(HttpExchange exchange, Instant time) {
        this.exchange = exchange;
        this.time = time;
    }

    HttpExchange exchange() {
        return exchange;
    }

    void isFor(VaultHost vault) {
        host = vault;
    }

    Optional<VaultHost> host() {
        return Optional.ofNullable(host);
    }

    void isBy(TokenHolder identity) {
        caller = identity;
    }

    void asks(RoutedRequest understood) {
        call = understood;
    }

    String clientAddress() {
        return exchange.getRemoteAddress().getAddress().getHostAddress();
    }

    /** Returns the client's own id of the request when it has one. */
    String correlationId() {
        String given = header(CORRELATION_HEADER);
        return given.matches("[0-9a-zA-Z-]{1,64}") ? given : UUID.randomUUID().toString();
    }

    /** Returns the log's line, unless the request was for none of the vaults here. */
    Optional<AuditEvent> event(Answer answer, String correlationId) {
        if (host == null) {
            return Optional.empty();
        }
        String uri = shortened(exchange.getRequestURI().toString());
        Matcher apiVersion = API_VERSION.matcher(uri);
        return Optional.of(
                new AuditEvent(
                        time,
                        host,
                        operationName(),
                        apiVersion.matches() ? apiVersion.group(1) : "",
                        answer.status(),
                        Duration.ofNanos(System.nanoTime() - startNanos),
                        clientAddress(),
                        correlationId,
                        Optional.ofNullable(caller),
                        shortened(header("User-Agent")),
                        host.url() + uri,
                        id(host, answer)));
    }

    private String operationName() {
        if (caller == null) {
            return "Authentication";
        }
        return call == null ? "InvalidRequest" : call.operation().auditName();
    }

    /** An answer says which version it is of. */
    private String id(VaultHost vault, Answer answer) {
        Optional<JsonObject> body = answer.body();
        Optional<JsonObject> shown = body.flatMap(json -> member(json, "key")).or(() -> body);
        Optional<Object> kid = shown.flatMap(json -> json.value("kid"));
        if (kid.isPresent()) {
            return kid.get().toString();
        }
        return vault.url() + (call == null ? "" : call.path());
    }

    private static Optional<JsonObject> member(JsonObject json, String name) {
        return json.value(name).filter(JsonObject.class::isInstance).map(JsonObject.class::cast);
    }

    private String header(String name) {
        return Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst(name), "");
    }

    private static String shortened(String text) {
        return text.length() <= MAX_LOGGED_CHARS ? text : text.substring(0, MAX_LOGGED_CHARS);
    }
}
