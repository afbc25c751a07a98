package dev.keyhaul.cli.vault;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.fixture.AccessFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Something between the command and the vault that changes what the vault answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class HostileAnswersIT {
    private static final Set<String> OF_THE_CONNECTION =
            Set.of("host", "connection", "content-length", "transfer-encoding", "upgrade");

    @TempDir static Path home;

    private SoftHsmFolder folder;
    private ServedVault vault;
    private HttpServer between;
    private Path access;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** What changes an answer. */
    private interface Change {
        boolean answered(HttpExchange exchange, HttpResponse<byte[]> answer) throws IOException;
    }

    private volatile Change change = (exchange, answer) -> false;

    @BeforeAll
    void start() throws Exception {
        folder = SoftHsmFolder.empty(home);
        vault = ServedVault.start(folder, "vault");
        vault.run("kek", "create", "--name", "kek", "--bits", "2048").requireDone();
        KekFiles.write(folder.work, "evidence.pem", KekFiles.pem(KekFiles.rsa(2048).getPrivate()));
        between = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        between.setExecutor(Executors.newCachedThreadPool());
        between.createContext("/", this::relay);
        between.start();
        access =
                AccessFiles.redirected(
                        vault.accessFile(),
                        "http://127.0.0.1:" + between.getAddress().getPort(),
                        home.resolve("between.access"));
    }

    @AfterAll
    void stop() {
        between.stop(0);
        vault.close();
    }

    private void relay(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(vault.address() + exchange.getRequestURI()))
                            .method(
                                    exchange.getRequestMethod(),
                                    HttpRequest.BodyPublishers.ofByteArray(body));
            exchange.getRequestHeaders()
                    .forEach(
                            (name, values) -> {
                                if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                                    values.forEach(value -> request.header(name, value));
                                }
                            });
            HttpResponse<byte[]> answer =
                    http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() == 200 && change.answered(exchange, answer)) {
                return;
            }
            send(exchange, answer, answer.body());
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private static void send(HttpExchange exchange, HttpResponse<byte[]> answer, byte[] body)
            throws IOException {
        answer.headers()
                .map()
                .forEach(
                        (name, values) -> {
                            if (!OF_THE_CONNECTION.contains(name)) {
                                exchange.getResponseHeaders().put(name, values);
                            }
                        });
        exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private RealCommand.Result run(String... words) throws Exception {
        String[] all = Arrays.copyOf(words, words.length + 4);
        all[words.length] = "--vault";
        all[words.length + 1] = ServedVault.URL;
        all[words.length + 2] = "--local-vault";
        all[words.length + 3] = access.toString();
        return folder.keyhaul().alone().run(all);
    }

    private static Change replacing(String text, String by) {
        return (exchange, answer) -> {
            String body = new String(answer.body(), StandardCharsets.UTF_8);
            send(exchange, answer, body.replace(text, by).getBytes(StandardCharsets.UTF_8));
            return true;
        };
    }

    @Test
    void unchangedAnswer_isTaken() throws Exception {
        change = (exchange, answer) -> false;

        run("kek", "download", "--name", "kek", "-o", "kek.json").requireDone();
    }

    /** A record of this vault's KEK would name another vault's. */
    @Test
    void kekOfAnotherVault_isNotRecorded() throws Exception {
        change = replacing("rehearsal.vault", "attacker.vault");

        new Refusal(
                        7,
                        "asked for " + ServedVault.URL + "/keys/kek, the vault answered with",
                        "do not use that key")
                .requireIs(download("other-host.json"));
        assertThat(folder.work.resolve("other-host.json")).doesNotExist();
        assertThat(folder.work.resolve("other-host.json.sig")).doesNotExist();
    }

    @Test
    void kekOfAnotherName_isNotRecorded() throws Exception {
        change = replacing("/keys/kek/", "/keys/another/");

        new Refusal(
                        7,
                        "the vault answered with " + ServedVault.URL + "/keys/another/",
                        "do not use that key")
                .requireIs(download("other-name.json"));
        assertThat(folder.work.resolve("other-name.json")).doesNotExist();
    }

    private RealCommand.Result download(String file) throws Exception {
        return run(
                "kek",
                "download",
                "--name",
                "kek",
                "--ceremony",
                "2026",
                "--sign-with",
                "pem:evidence.pem",
                "-o",
                file);
    }

    /** Four gigabytes would come; the command stops to read after a few megabytes. */
    @Test
    void endlessAnswer_isNotReadToTheEnd() throws Exception {
        AtomicLong sent = new AtomicLong();
        change =
                (exchange, answer) -> {
                    exchange.sendResponseHeaders(200, 0);
                    byte[] part = "x".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
                    OutputStream out = exchange.getResponseBody();
                    while (sent.get() < 1L << 32) {
                        out.write(part);
                        sent.addAndGet(part.length);
                    }
                    return true;
                };

        new Refusal(
                        6,
                        "the answer is longer than 8 MB [KH-VAULT-ANSWER]",
                        "keyhaul help KH-VAULT-ANSWER")
                .requireIs(run("vault", "show-key", "--name", "kek"));
        assertThat(sent.get()).isLessThan(1L << 26);
    }

    /** A key was made, and its answer swallowed: that is never "cannot". */
    @Test
    void lostAnswer_toANewKey_isUnknown() throws Exception {
        change = (exchange, answer) -> exchange.getRequestMethod().equals("POST");

        RealCommand.Result result = run("kek", "create", "--name", "fresh", "--bits", "2048");

        new Refusal(
                        6,
                        "create KEK fresh: the outcome is unknown: ",
                        "az keyvault key show --vault-name rehearsal --name fresh")
                .requireIs(result);
        assertThat(result.err()).contains("KH-OUTCOME-UNKNOWN").doesNotContain("cannot");
        assertThat(vault.has("fresh")).isTrue();
        assertThat(Files.exists(folder.work.resolve("fresh.json"))).isFalse();
    }
}
