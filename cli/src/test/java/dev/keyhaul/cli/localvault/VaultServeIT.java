package dev.keyhaul.cli.localvault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code local-vault} as a process of its own: killed, started again, asked over TLS. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class VaultServeIT {
    private static final int KILLS = 4;

    @TempDir static Path home;
    private SoftHsmFolder hsm;

    @BeforeAll
    void makeFolder() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
    }

    private static HttpResponse<String> send(
            ServedVault vault, HttpClient client, String base, String method, String body)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(base + "?api-version=7.6"))
                        .header("X-Keyhaul-Host", URI.create(ServedVault.URL).getHost())
                        .header("Authorization", "Bearer " + vault.bearer())
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private static JsonObject json(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonObject.parse(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void killedServer_leavesTheOldKeyOrTheNewOne_andTheNextTakesItsAccessFile() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        SecureRandom random = new SecureRandom();
        String n = "";
        long acknowledged = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            ServedVault vault = ServedVault.startProcess(hsm, "served", "--state", hsm.at("state"));
            String key = vault.address() + "/keys/k";
            if (kill == 0) {
                n =
                        json(send(vault, client, key + "/create", "POST", "{\"kty\":\"RSA\"}"))
                                .object("key")
                                .string("n");
            } else {
                JsonObject kept = json(send(vault, client, key, "GET", ""));
                assertThat(kept.object("key").string("n")).isEqualTo(n);
                assertThat(Long.parseLong(kept.object("tags").string("round")))
                        .isBetween(acknowledged, acknowledged + 1);
            }
            acknowledged = changeUntilKilled(vault, client, key, acknowledged, random);
        }
        assertThat(acknowledged).isGreaterThan(KILLS);
        ServedVault last = ServedVault.startProcess(hsm, "served", "--state", hsm.at("state"));
        JsonObject kept = json(send(last, client, last.address() + "/keys/k", "GET", ""));
        last.close();
        assertThat(last.accessFile()).doesNotExist();
        assertThat(Long.parseLong(kept.object("tags").string("round")))
                .isBetween(acknowledged, acknowledged + 1);
        try (var files = Files.walk(Path.of(hsm.at("state")))) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .noneMatch(name -> name.endsWith(".tmp"));
        }
    }

    /** Returns the last change that was answered. */
    private static long changeUntilKilled(
            ServedVault vault, HttpClient client, String key, long from, SecureRandom random)
            throws Exception {
        AtomicLong acknowledged = new AtomicLong(from);
        CountDownLatch begun = new CountDownLatch(1);
        Thread changes =
                new Thread(
                        () -> {
                            try {
                                for (long round = from + 1; ; round++) {
                                    String body = "{\"tags\":{\"round\":\"" + round + "\"}}";
                                    send(vault, client, key, "PATCH", body);
                                    acknowledged.set(round);
                                    begun.countDown();
                                }
                            } catch (IOException | InterruptedException e) {
                                // Killed, which is what this waits for.
                            }
                        });
        changes.start();
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
        TimeUnit.MILLISECONDS.sleep(50 + random.nextInt(100));
        vault.kill();
        changes.join(60_000);
        assertThat(changes.isAlive()).isFalse();
        return acknowledged.get();
    }

    @Test
    void tlsLogGrantAndFault_areServedTogether() throws Exception {
        try (ServedVault vault =
                ServedVault.startProcess(
                        hsm,
                        "tls",
                        "--tls-port",
                        "0",
                        "--log",
                        hsm.at("logs"),
                        "--grant",
                        "auditor=get,list",
                        "--fault",
                        "503:list:1")) {
            JsonObject report = vault.report();
            HttpClient client =
                    HttpClient.newBuilder()
                            .sslContext(trusting(Path.of(report.string("certificate_file"))))
                            .build();
            String keys = report.string("tls_address") + "/keys";

            assertThat(send(vault, client, keys, "GET", "").statusCode()).isEqualTo(503);
            assertThat(send(vault, client, keys, "GET", "").statusCode()).isEqualTo(200);
            assertThat(Path.of(report.object("access_files").string("auditor"))).exists();
            try (var files = Files.walk(Path.of(hsm.at("logs")))) {
                Path log = files.filter(Files::isRegularFile).findFirst().orElseThrow();
                assertThat(log.toString()).contains("insights-logs-auditevent/resourceId=/SUBSC");
                assertThat(Files.readAllLines(log)).hasSize(2);
            }
        }
    }

    private static SSLContext trusting(Path pem) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(pem)) {
            trusted.setCertificateEntry(
                    "vault", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    @Test
    void unknownFault_isAUsageError_andServesNothing() throws Exception {
        RealCommand.Result result = hsm.keyhaul().run("local-vault", "--fault", "418");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err())
                .startsWith(
                        "keyhaul: error: fault is '418'; kinds are 401, 403, 429[=SECONDS], 500,");
        assertThat(result.out()).isEmpty();
    }
}
