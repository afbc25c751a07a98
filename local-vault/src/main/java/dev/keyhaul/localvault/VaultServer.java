package dev.keyhaul.localvault;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Answers every exchange: host first, then the token, then the request itself. */
final class VaultServer implements HttpHandler {
    // The SDK asks for a token for authorization's tenant, and compares the end of the vault's
    // host with resource's host.
    private static final String CHALLENGE =
            "Bearer authorization=\"https://login.keyhaul.invalid/"
                    + "00000000-0000-0000-0000-000000000000\", resource=\"https://"
                    + VaultHost.REHEARSAL_SUFFIX
                    + "\"";
    private static final System.Logger LOGGER = System.getLogger(VaultServer.class.getName());

    private final AccessToken accessToken;
    private final Function<VaultHost, KeyRoutes> newVault;
    private final Map<VaultHost, KeyRoutes> vaults = new ConcurrentHashMap<>();

    private VaultServer(AccessToken accessToken, Function<VaultHost, KeyRoutes> newVault) {
        this.accessToken = accessToken;
        this.newVault = newVault;
    }

    static VaultServer of(LocalVaultOptions options, AccessToken accessToken) {
        BackupSeal backups = BackupSeal.generate(options.random());
        return new VaultServer(accessToken, host -> KeyRoutes.of(host, options, backups));
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                send(exchange, 200, answer(exchange));
            } catch (ServiceError e) {
                refuse(exchange, e);
            } catch (RuntimeException e) {
                LOGGER.log(System.Logger.Level.ERROR, "request failed", e);
                refuse(exchange, ServiceError.internal());
            }
        }
    }

    private JsonObject answer(HttpExchange exchange) throws IOException, ServiceError {
        VaultHost host = host(exchange);
        authorize(exchange);
        Request request = Request.read(exchange);
        return vaults.computeIfAbsent(host, newVault).answer(request);
    }

    private static VaultHost host(HttpExchange exchange) throws ServiceError {
        String relayed = exchange.getRequestHeaders().getFirst(VaultHost.REHEARSAL_HOST_HEADER);
        String direct = exchange.getRequestHeaders().getFirst("Host");
        String host = relayed != null ? relayed : String.valueOf(direct);
        try {
            VaultHost vault = VaultHost.parseUrl("https://" + host);
            if (vault.isRehearsal()) {
                return vault;
            }
        } catch (MalformedIdentifierException e) {
            // Falls through to the one message.
        }
        throw ServiceError.otherHost(host);
    }

    private void authorize(HttpExchange exchange) throws ServiceError {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (authorization == null) {
            throw ServiceError.unauthorized("the request has no bearer token");
        }
        if (!accessToken.isPresentedBy(authorization)) {
            throw ServiceError.unauthorized("not the token of this server's token file");
        }
    }

    private static void refuse(HttpExchange exchange, ServiceError error) throws IOException {
        if (error.status() == 401) {
            exchange.getResponseHeaders().set("WWW-Authenticate", CHALLENGE);
        }
        send(exchange, error.status(), error.toJson());
    }

    private static void send(HttpExchange exchange, int status, JsonObject json)
            throws IOException {
        byte[] body = json.toCompactString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-cache");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
