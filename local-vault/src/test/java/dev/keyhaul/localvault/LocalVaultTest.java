package dev.keyhaul.localvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.localvault.http.Request;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server itself: its token, its hosts, its limits and its end. */
class LocalVaultTest {
    private static final String KEYS = "/keys?api-version=7.6";

    @TempDir Path folder;

    @Test
    void start_writesAddressAndToken_forItsOwnerAlone() throws Exception {
        try (RunningVault running = RunningVault.start(folder)) {
            Path file = running.server().accessFile();
            JsonObject access = JsonObject.parse(Files.readAllBytes(file));

            assertThat(access.string("address")).isEqualTo(running.server().address().toString());
            assertThat(access.string("token")).matches("[0-9A-Za-z_-]{43}");
            assertThat(Files.getPosixFilePermissions(file))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(running.server().address().toString())
                    .matches("http://127\\.0\\.0\\.1:\\d+");
            assertThat(running.server().url("Contoso-KV"))
                    .isEqualTo(URI.create("https://contoso-kv.vault.keyhaul.invalid"));
        }
    }

    @Test
    void start_takenPort_isRefusedAndLeavesNoFile() throws Exception {
        try (RunningVault running = RunningVault.start(folder)) {
            int port = running.server().address().getPort();
            Path file = folder.resolve("second");

            assertThatExceptionOfType(FileException.class)
                    .isThrownBy(
                            () ->
                                    LocalVault.start(
                                            LocalVaultOptions.builder(file).port(port).build()))
                    .withMessageContaining("cannot listen on 127.0.0.1 port " + port);
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void start_failsUnexpectedly_freesThePortAndLeavesNoFile() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        SecureRandom broken =
                new SecureRandom() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public void nextBytes(byte[] bytes) {
                        throw new IllegalStateException("no entropy");
                    }
                };
        Path file = folder.resolve("token");

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(
                        () ->
                                LocalVault.start(
                                        LocalVaultOptions.builder(file)
                                                .port(port)
                                                .random(broken)
                                                .build()));

        assertThat(file).doesNotExist();
        LocalVault.start(LocalVaultOptions.builder(file).port(port).build()).close();
    }

    @Test
    void close_stopsServing_andDeletesTheAccessFile() throws Exception {
        RunningVault running = RunningVault.start(folder);
        LocalVault server = running.server();
        HttpRequest request = running.request("GET", KEYS, "").build();

        running.close();
        running.close();

        assertThat(server.accessFile()).doesNotExist();
        assertThatExceptionOfType(ConnectException.class)
                .isThrownBy(
                        () ->
                                HttpClient.newHttpClient()
                                        .send(request, HttpResponse.BodyHandlers.ofString()));
        Path sameFile = server.accessFile();
        int samePort = server.address().getPort();
        LocalVault.start(LocalVaultOptions.builder(sameFile).port(samePort).build()).close();
    }

    @Test
    void request_withoutToken_isChallenged() throws Exception {
        try (RunningVault running = RunningVault.start(folder)) {
            HttpResponse<String> answer =
                    running.send(
                            running.request("PUT", "/keys/tenant?api-version=7.6", "")
                                    .header(
                                            VaultHost.REHEARSAL_HOST_HEADER,
                                            running.url().getHost()));

            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate"))
                    .hasValue(
                            "Bearer authorization=\"https://login.keyhaul.invalid/"
                                    + "00000000-0000-0000-0000-000000000000\","
                                    + " resource=\"https://vault.keyhaul.invalid\"");
            assertThat(answer.body())
                    .contains(
                            "\"code\":\"Unauthorized\"", "local vault: the request has no bearer");
        }
    }

    @Test
    void request_withWrongToken_isChallenged() throws Exception {
        try (RunningVault running = RunningVault.start(folder)) {
            String token = running.bearer();
            String[] wrong = {
                "Bearer " + token.substring(1),
                "Bearer " + token + "A",
                "Bearer " + token.toLowerCase(Locale.ROOT).replace('a', 'b'),
                "Bearer ",
                "Basic " + token,
                token
            };
            for (String authorization : wrong) {
                HttpResponse<String> answer =
                        running.send(
                                running.request("GET", KEYS, "")
                                        .header(
                                                VaultHost.REHEARSAL_HOST_HEADER,
                                                running.url().getHost())
                                        .header("Authorization", authorization));
                assertThat(answer.statusCode()).isEqualTo(401);
                assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
                assertThat(answer.body()).doesNotContain(token);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "contoso.vault.azure.net",
                "contoso.managedhsm.azure.net",
                "vault.keyhaul.invalid",
                "a.vault.keyhaul.invalid",
                "two--hyphens.vault.keyhaul.invalid",
                "1contoso.vault.keyhaul.invalid",
                "x.contoso.vault.keyhaul.invalid",
                "contoso.vault.keyhaul.invalid.azure.net",
                "contoso.vault.keyhaul.invalid@contoso.vault.azure.net",
                "not a host",
            })
    void request_forAnotherHost_isRefusedBeforeAnyChallenge(String host) throws Exception {
        try (RunningVault running = RunningVault.start(folder)) {
            HttpResponse<String> answer =
                    running.send(
                            running.request("GET", KEYS, "")
                                    .header(VaultHost.REHEARSAL_HOST_HEADER, host));

            assertThat(answer.statusCode()).isEqualTo(421);
            assertThat(answer.headers().firstValue("WWW-Authenticate")).isEmpty();
            assertThat(answer.body()).contains("this server is *.vault.keyhaul.invalid alone");
        }
    }

    @Test
    void request_withoutRelayHeader_countsByItsHost() throws Exception {
        try (RunningVault running = RunningVault.start(folder)) {
            assertThat(running.send(running.request("GET", KEYS, "")).statusCode()).isEqualTo(421);
        }
    }

    @Test
    void url_impossibleName_isRefused() throws Exception {
        try (RunningVault running = RunningVault.start(folder)) {
            for (String name : new String[] {"ab", "a".repeat(25), "a.b.c", "con_toso", "a/b"}) {
                assertThatExceptionOfType(MalformedIdentifierException.class)
                        .as(name)
                        .isThrownBy(() -> running.server().url(name));
            }
        }
    }

    @Test
    void body_ofOneMebibyte_isRead_andOneByteMoreIsNot() throws Exception {
        try (RunningVault running = RunningVault.start(folder)) {
            String most = " ".repeat(Request.MAX_BODY_BYTES - 2) + "{}";

            HttpResponse<String> read = running.send("PUT", "/keys/k?api-version=7.6", most);
            HttpResponse<String> refused =
                    running.send("PUT", "/keys/k?api-version=7.6", most + " ");

            assertThat(read.statusCode()).isEqualTo(400);
            assertThat(read.body()).contains("member key is missing");
            assertThat(refused.statusCode()).isEqualTo(413);
            assertThat(refused.body()).contains("local vault: ", "at most 1048576 bytes");
        }
    }

    @Test
    void vaultsOnOneServer_areSeparate() throws Exception {
        try (RunningVault running = RunningVault.start(folder)) {
            running.createKek("kek", 2048);
            URI other = running.server().url("other-" + running.url().getHost().substring(0, 12));

            assertThat(running.keys().listPropertiesOfKeys()).hasSize(1);
            assertThat(running.keys(other).listPropertiesOfKeys()).isEmpty();
        }
    }
}
