package dev.keyhaul.localvault.server;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.localvault.access.AccessTokens;
import dev.keyhaul.localvault.access.TokenHolder;
import dev.keyhaul.localvault.audit.AuditLog;
import dev.keyhaul.localvault.http.Answer;
import dev.keyhaul.localvault.http.RefusedRequest;
import dev.keyhaul.localvault.http.Request;
import dev.keyhaul.localvault.http.RequestedVault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers every exchange: host first, then the token, what is asked, the faults that are played,
 * the permission, and the work itself.
 */
public final class VaultServer implements HttpHandler {
    private static final System.Logger LOGGER = System.getLogger(VaultServer.class.getName());

    /** What every answer of the service has. */
    private static final Map<String, String> HEADERS =
            Map.of(
                    "Cache-Control", "no-cache",
                    "Pragma", "no-cache",
                    "Expires", "-1",
                    "Strict-Transport-Security", "max-age=31536000;includeSubDomains",
                    "X-Content-Type-Options", "nosniff",
                    "x-ms-keyvault-region", "rehearsal",
                    "x-ms-keyvault-service-version", "keyhaul-local-vault");

    /** Of a request that is refused before it was read whole. */
    private static final int MAX_DRAINED_BYTES = 64 * 1024 * 1024;

    private static final int BUFFER_BYTES = 8192;

    private final AccessTokens tokens;
    private final Permissions permissions;
    private final PlayedFaults faults;
    private final Optional<AuditLog> auditLog;
    private final Clock clock;
    private final Function<VaultHost, Routes> newVault;
    private final Map<VaultHost, Routes> vaults = new ConcurrentHashMap<>();

    public VaultServer(
            AccessTokens tokens,
            Permissions permissions,
            PlayedFaults faults,
            Optional<AuditLog> auditLog,
            Clock clock,
            Function<VaultHost, Routes> newVault) {
        this.tokens = tokens;
        this.permissions = permissions;
        this.faults = faults;
        this.auditLog = auditLog;
        this.clock = clock;
        this.newVault = newVault;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        LoggedRequest visit = new LoggedRequest(exchange, clock.instant());
        try (exchange) {
            Answer answer = reply(visit);
            log(visit, answer);
            if (!answer.isCut()) {
                drain(exchange.getRequestBody());
                send(exchange, answer);
            }
        }
    }

    private Answer reply(LoggedRequest visit) throws IOException {
        try {
            return answer(visit);
        } catch (RefusedRequest e) {
            return refusal(visit, e);
        } catch (RuntimeException e) {
            LOGGER.log(System.Logger.Level.ERROR, "request failed", e);
            return refusal(visit, RefusedRequest.internal());
        }
    }

    private Answer answer(LoggedRequest visit) throws IOException, RefusedRequest {
        HttpExchange exchange = visit.exchange();
        VaultHost host = RequestedVault.vault(exchange);
        visit.isFor(host);
        TokenHolder caller = authenticate(exchange.getRequestHeaders().getFirst("Authorization"));
        visit.isBy(caller);
        Request request = Request.read(exchange, host);
        RoutedRequest call = vaults.computeIfAbsent(host, newVault).find(request);
        visit.asks(call);
        return faults.around(
                call,
                new PlayedFaults.Scene(caller, visit.clientAddress(), host),
                swap -> {
                    permissions.require(caller, call, host);
                    return call.action().run(swap);
                });
    }

    private TokenHolder authenticate(@Nullable String authorization) throws RefusedRequest {
        if (authorization == null) {
            throw RefusedRequest.unauthorized("the request has no bearer token");
        }
        Optional<TokenHolder> caller = tokens.presenter(authorization);
        if (caller.isEmpty()) {
            throw RefusedRequest.unauthorized(
                    "not a token of this server's access files, and no other is for a local vault");
        }
        return caller.get();
    }

    private static Answer refusal(LoggedRequest visit, RefusedRequest error) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (error.status() == 401) {
            visit.host().ifPresent(host -> headers.put("WWW-Authenticate", challenge(host)));
        }
        error.retryAfterSeconds()
                .ifPresent(seconds -> headers.put("Retry-After", String.valueOf(seconds)));
        // The service's Managed HSMs say nothing beside the challenge.
        return error.status() == 401 && visit.host().filter(VaultHost::isManagedHsm).isPresent()
                ? new Answer(401, Optional.empty(), headers)
                : Answer.refusal(error, headers);
    }

    /**
     * The SDK asks for a token for authorization's tenant, and compares the end of the vault's host
     * with resource's host.
     */
    private static String challenge(VaultHost host) {
        return "Bearer authorization=\"https://login.keyhaul.invalid/"
                + Permissions.TENANT
                + "\", resource=\"https://"
                + host.suffix()
                + "\"";
    }

    private void log(LoggedRequest visit, Answer answer) {
        if (auditLog.isEmpty()) {
            return;
        }
        try {
            var event = visit.event(answer, visit.correlationId());
            if (event.isPresent()) {
                auditLog.get().write(event.get());
            }
        } catch (IOException e) {
            LOGGER.log(System.Logger.Level.ERROR, "cannot write the log", e);
        }
    }

    /** If the connection ends while the client still sends, it sees a reset and no answer. */
    private static void drain(InputStream body) throws IOException {
        byte[] dropped = new byte[BUFFER_BYTES];
        int left = MAX_DRAINED_BYTES;
        for (int read = 0; read >= 0 && left > 0; read = body.read(dropped)) {
            left -= read;
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        HEADERS.forEach(headers::set);
        headers.set("x-ms-request-id", UUID.randomUUID().toString());
        String clientsId = exchange.getRequestHeaders().getFirst(LoggedRequest.CORRELATION_HEADER);
        if (clientsId != null) {
            headers.set(LoggedRequest.CORRELATION_HEADER, clientsId);
        }
        answer.headers().forEach(headers::set);
        if (answer.body().isEmpty()) {
            exchange.sendResponseHeaders(answer.status(), -1);
            return;
        }
        byte[] body = answer.body().get().toCompactString().getBytes(StandardCharsets.UTF_8);
        headers.set("Content-Type", "application/json; charset=utf-8");
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
    }
}
