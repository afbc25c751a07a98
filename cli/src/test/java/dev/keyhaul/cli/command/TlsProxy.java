package dev.keyhaul.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.keyhaul.core.fixture.TestProcess;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A company's proxy that breaks TLS open, in an attacker's hands. Its root has the name of one of
 * DigiCert's, and the company's machines trust it. Behind it there is no Azure: it answers for the
 * vault with a KEK of its own, and notes what it is asked.
 */
final class TlsProxy implements AutoCloseable {
    static final String NAME = "CN=DigiCert Global Root G2,OU=www.digicert.com,O=DigiCert Inc,C=US";

    /** A key that is said to be in another vault. */
    static final String ELSEWHERE = "kek-elsewhere";

    private static final int TIMEOUT_MILLIS = 120_000;
    private static final String PASSWORD = "changeit";
    private static final String HOST = "contoso-kv.vault.azure.net";
    private static final String VERSION = "0123456789abcdef0123456789abcdef";

    private final Path folder;
    private final KeyPair kek;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(TlsProxy::daemon);
    private final HttpsServer vault;
    private @Nullable WarmCommand warm;
    private final ServerSocket proxy = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());

    /** Starts it in a folder of its own, with the KEK that it hands out. */
    TlsProxy(Path folder, KeyPair kek) throws Exception {
        this.folder = folder;
        this.kek = kek;
        keytool(
                List.of("-alias", "root", "-dname", NAME, "-ext", "bc=ca:true", "-genkeypair"),
                List.of("-keyalg", "EC"));
        keytool(
                List.of("-alias", "server", "-dname", "CN=" + HOST, "-ext", "SAN=dns:" + HOST),
                List.of("-genkeypair", "-keyalg", "EC", "-signer", "root"));
        KeyStore keys = KeyStore.getInstance(folder.resolve("proxy.p12").toFile(), password());
        vault = server(keys);
        trustToo(keys);
        threads.execute(this::accept);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "tls-proxy");
        thread.setDaemon(true);
        return thread;
    }

    private static char[] password() {
        return PASSWORD.toCharArray();
    }

    private void keytool(List<String> first, List<String> second) throws Exception {
        List<String> words = new ArrayList<>(List.of("keytool"));
        words.addAll(first);
        words.addAll(second);
        words.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        words.addAll(List.of("-keystore", folder.resolve("proxy.p12").toString()));
        TestProcess.of(words).run().requireDone();
    }

    private HttpsServer server(KeyStore keys) throws Exception {
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry(
                "server",
                keys.getKey("server", password()),
                password(),
                keys.getCertificateChain("server"));
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(own, password());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        HttpsServer server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
        return server;
    }

    /** What the company has done on its machines: its root stands beside those of the JDK. */
    private void trustToo(KeyStore keys) throws Exception {
        KeyStore trusted =
                KeyStore.getInstance(
                        TestProcess.javaHome().resolve("lib/security/cacerts").toFile(),
                        password());
        trusted.setCertificateEntry("proxy", keys.getCertificate("root"));
        try (OutputStream out = Files.newOutputStream(folder.resolve("trusted.p12"))) {
            trusted.store(out, password());
        }
    }

    /** Runs a command on such a machine, where an operator has signed in; all in one JVM. */
    RealCommand.Result run(RealCommand command, String... args) throws IOException {
        command.with("HTTPS_PROXY", "http://127.0.0.1:" + proxy.getLocalPort())
                .with("PATH", az() + File.pathSeparator + System.getenv("PATH"))
                .without("NO_PROXY")
                .without("no_proxy");
        if (warm == null) {
            String trust = "-Djavax.net.ssl.trustStore=" + folder.resolve("trusted.p12");
            warm = WarmCommand.startUnder(command.place(), List.of(), trust);
        }
        return warm.run(command.place(), args, TIMEOUT_MILLIS);
    }

    /** Azure's program, as far as the SDK asks it: for a token of a person who has signed in. */
    private Path az() throws IOException {
        Path bin = folder.resolve("bin");
        if (!Files.exists(bin)) {
            Files.createDirectories(bin);
            String claims =
                    "{\"upn\":\"ada@contoso.com\",\"oid\":\"11111111-2222-3333-4444-777777777777\","
                            + "\"tid\":\"11111111-2222-3333-4444-555555555555\"}";
            script(
                    bin.resolve("az"),
                    "echo '{\"accessToken\":\"%s.%s.c2ln\",\"expiresOn\":\"2099-01-01 00:00:00.000000\"}'\n"
                            .formatted(base64("{\"alg\":\"none\"}"), base64(claims)));
        }
        return bin;
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    /** Returns the method and path of each request that came with a token. */
    List<String> asked() {
        return asked;
    }

    /** Returns the bodies that came with them. */
    List<String> bodies() {
        return bodies;
    }

    private void handle(HttpExchange request) throws IOException {
        String body = new String(request.getRequestBody().readAllBytes(), UTF_8);
        String path = request.getRequestURI().getPath();
        if (request.getRequestHeaders().getFirst("Authorization") == null) {
            request.getResponseHeaders()
                    .add(
                            "WWW-Authenticate",
                            "Bearer authorization=\"https://login.microsoftonline.com/"
                                    + "11111111-2222-3333-4444-555555555555\","
                                    + " resource=\"https://vault.azure.net\"");
            answer(request, 401, "{}");
            return;
        }
        asked.add(request.getRequestMethod() + " " + path);
        bodies.add(body);
        String name = path.replaceFirst("/keys/", "").replaceFirst("/.*", "");
        boolean known =
                name.startsWith("kek") || path.contains("/create") || path.contains(VERSION);
        if (!known || request.getRequestMethod().equals("PUT")) {
            answer(request, 404, "{\"error\":{\"code\":\"KeyNotFound\",\"message\":\"none\"}}");
            return;
        }
        String host = name.equals(ELSEWHERE) ? HOST.replace("contoso", "staging") : HOST;
        String id = "https://" + host + "/keys/" + name + "/" + VERSION;
        answer(request, 200, KekFiles.rest(kek.getPublic(), id));
    }

    private static void answer(HttpExchange request, int status, String json) throws IOException {
        byte[] body = json.getBytes(UTF_8);
        request.getResponseHeaders().add("Content-Type", "application/json");
        request.sendResponseHeaders(status, body.length);
        request.getResponseBody().write(body);
        request.close();
    }

    private void accept() {
        while (!proxy.isClosed()) {
            try {
                Socket client = proxy.accept();
                threads.execute(() -> tunnel(client));
            } catch (IOException e) {
                // The test is over.
            }
        }
    }

    /** Wherever the client wants to go, it gets here. */
    private void tunnel(Socket client) {
        try (client;
                Socket server =
                        new Socket(
                                InetAddress.getLoopbackAddress(), vault.getAddress().getPort())) {
            readHead(client.getInputStream());
            client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(UTF_8));
            threads.execute(() -> copy(client, server));
            copy(server, client);
        } catch (IOException e) {
            // One of them hung up.
        }
    }

    private static void readHead(InputStream in) throws IOException {
        int newlines = 0;
        while (newlines < 2) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no request");
            }
            newlines = next == '\n' ? newlines + 1 : next == '\r' ? newlines : 0;
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // One of them hung up.
        }
    }

    @Override
    public void close() throws IOException {
        if (warm != null) {
            warm.close();
        }
        proxy.close();
        vault.stop(0);
        threads.shutdownNow();
    }
}
