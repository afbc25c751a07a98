package dev.keyhaul.keyvault;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.file.OwnerOnly;
import dev.keyhaul.core.localvault.LocalVaultAccess;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.keyvault.access.LoopbackRelay;
import dev.keyhaul.keyvault.connection.BoundedHttpClient;
import dev.keyhaul.keyvault.connection.Connection;
import dev.keyhaul.keyvault.connection.NotedCredential;
import dev.keyhaul.keyvault.connection.SeenServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that challenges, records each request, and sends the answers it was given. */
final class ScriptedVault implements AutoCloseable {
    static final String TENANT = "11111111-2222-3333-4444-555555555555";
    // The SDK caches challenges per authority for the whole process: each server has its own.
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final HttpServer server;
    private final VaultHost host;
    private final Path accessFile;
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<Recorded> requests = new CopyOnWriteArrayList<>();
    private String challengeResource;

    record Recorded(
            String method,
            String path,
            Optional<String> host,
            Optional<String> authorization,
            String userAgent,
            String body) {}

    private record Answer(int status, String body, Map<String, String> headers) {}

    ScriptedVault(Path folder) throws IOException, KeyTransferException {
        this(folder, "rehearsal-token");
    }

    ScriptedVault(Path folder, String token) throws IOException, KeyTransferException {
        this(folder, token, VaultHost.REHEARSAL_SUFFIX);
    }

    ScriptedVault(Path folder, String token, String suffix)
            throws IOException, KeyTransferException {
        this(folder, token, suffix, HttpServer.create());
    }

    /** Takes a server that is not bound yet: it may speak TLS. */
    ScriptedVault(Path folder, String token, String suffix, HttpServer unbound)
            throws IOException, KeyTransferException {
        challengeResource = "https://" + suffix;
        server = unbound;
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
        host = VaultHost.parseUrl("https://scripted" + COUNTER.incrementAndGet() + "." + suffix);
        accessFile = folder.resolve("access-" + host.name());
        writeAccess(accessFile, server.getAddress().getPort(), token);
    }

    /** Writes what a local vault at this port would. */
    static void writeAccess(Path file, int port, String token) throws IOException {
        byte[] raw = token.getBytes(StandardCharsets.US_ASCII);
        try (LocalVaultAccess access = LocalVaultAccess.of(port, raw);
                SecretBytes content = access.encode()) {
            content.withRawSecretBytes(
                    bytes -> {
                        OwnerOnly.writeNewFile(file, bytes);
                        return file;
                    });
        }
    }

    ScriptedVault answer(int status, String body) {
        return answer(status, body, Map.of());
    }

    ScriptedVault answer(int status, String body, Map<String, String> headers) {
        answers.add(new Answer(status, body, headers));
        return this;
    }

    /** Neither a key nor a deleted one has the name that is asked for next. */
    ScriptedVault nameIsFree() {
        return answer(404, error("KeyNotFound", "none")).answer(404, error("KeyNotFound", "none"));
    }

    /** Closes the connection without an answer. */
    ScriptedVault cut() {
        return answer(0, "");
    }

    ScriptedVault challengeWith(String resource) {
        challengeResource = resource;
        return this;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var headers = exchange.getRequestHeaders();
        requests.add(
                new Recorded(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().toString(),
                        Optional.ofNullable(headers.getFirst("X-Keyhaul-Host")),
                        Optional.ofNullable(headers.getFirst("Authorization")),
                        headers.getFirst("User-Agent"),
                        body));
        if (headers.containsKey("Authorization")) {
            Answer answer = answers.size() > 1 ? answers.pop() : answers.element();
            if (answer.status() == 0) {
                exchange.close();
                return;
            }
            answer.headers().forEach(exchange.getResponseHeaders()::add);
            respond(exchange, answer.status(), answer.body());
        } else {
            exchange.getResponseHeaders()
                    .add(
                            "WWW-Authenticate",
                            "Bearer authorization=\"https://login.keyhaul.invalid/"
                                    + TENANT
                                    + "\", resource=\""
                                    + challengeResource
                                    + "\"");
            respond(exchange, 401, "");
        }
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** Connects a real host through an HTTP client of the test, which no application can. */
    static KeyVault over(VaultHost vault, TokenCredential credential, HttpClient http) {
        return new KeyVault(
                new Connection(
                        vault,
                        new NotedCredential(credential),
                        BoundedHttpClient.over(http),
                        SeenServer.UNKNOWN,
                        Optional.empty(),
                        "keyhaul"));
    }

    KeyVault connect() throws KeyTransferException {
        return KeyVault.connect(host, relay());
    }

    LoopbackRelay relay() {
        return new LoopbackRelay(accessFile);
    }

    VaultHost host() {
        return host;
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** All requests, the unauthorised first one of each client included. */
    List<Recorded> requests() {
        return requests;
    }

    /** The requests that came with a token. */
    List<Recorded> authorised() {
        return requests.stream().filter(r -> r.authorization().isPresent()).toList();
    }

    Recorded last() {
        return requests.get(requests.size() - 1);
    }

    /** A key as the service describes it. */
    String key(String name, String extra) {
        return """
            {"key":{"kid":"%s/keys/%s/0123456789abcdef0123456789abcdef","kty":"RSA-HSM",
             "key_ops":["import"],"n":"%s","e":"AQAB"},
             "attributes":{"enabled":true,"created":1700000000,"updated":1700000001,
             "recoveryLevel":"Recoverable+Purgeable","exportable":false,"hsmPlatform":"2"%s}}"""
                .formatted(host.url(), name, "w" + "A".repeat(340) + "Q", extra);
    }

    static String error(String code, String message) {
        return "{\"error\":{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}}";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
