package dev.keyhaul.cli.localvault;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever reaches the local vault's port, without a token. */
@Tag("long")
final class HalfSentRequestsIT {
    private static final int MOST = 200;
    private static final int MORE = 230;

    /** Ten for the request, and what the server's timer and a busy machine take. */
    private static final long SECONDS = 10 + 10;

    @TempDir Path home;

    private SoftHsmFolder folder;
    private ServedVault vault;

    @BeforeEach
    void start() throws Exception {
        folder = SoftHsmFolder.empty(home);
        vault = ServedVault.startProcess(folder, "vault", "--log", "logs");
    }

    @AfterEach
    void stop() {
        vault.close();
    }

    private HttpResponse<String> ask(String host) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        URI.create(vault.address() + "/keys?api-version=7.6"))
                                .header("X-Keyhaul-Host", host)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void requestsThatAreNeverFinished_areBoundedInNumberAndTime() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try {
            int port = URI.create(vault.address()).getPort();
            for (int i = 0; i < MORE; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                sockets.add(socket);
                send(
                        socket,
                        i % 2 == 0
                                ? "POST /keys HTTP/1.1\r\nHost: lo"
                                : "POST /keys HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf");
            }
            assertThat(awaitOpen(sockets, MOST, 5)).isBetween(1, MOST);
            assertThat(awaitOpen(sockets, 0, SECONDS)).isZero();
            assertThat(ask("rehearsal.vault.keyhaul.invalid").statusCode()).isEqualTo(401);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    /** A connection over the bound may be gone before anything is written to it. */
    private static void send(Socket socket, String half) {
        try {
            socket.getOutputStream().write(half.getBytes(US_ASCII));
        } catch (IOException e) {
            assertThat(e).hasMessageMatching("(?i).*(reset|broken pipe).*");
        }
    }

    /** Waits until no more than so many are open, and returns how many are. */
    private static int awaitOpen(List<Socket> sockets, int most, long seconds) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        int open = count(sockets);
        while (open > most && System.nanoTime() < end) {
            Thread.sleep(200);
            open = count(sockets);
        }
        return open;
    }

    private static int count(List<Socket> sockets) throws Exception {
        int open = 0;
        for (Socket socket : sockets) {
            socket.setSoTimeout(1);
            try {
                while (socket.getInputStream().read() >= 0) {
                    // An answer to half a request, before the end.
                }
            } catch (SocketTimeoutException e) {
                open++;
            } catch (IOException e) {
                // Reset.
            }
        }
        return open;
    }

    @Test
    void requestsWithoutAToken_makeNoFolder_andAreInTheLogOnceAGoodOneCame() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(ask("vault-" + i + ".vault.keyhaul.invalid").statusCode()).isEqualTo(401);
        }
        assertThat(folder.work.resolve("logs/insights-logs-auditevent")).isEmptyDirectory();

        vault.runAlone("kek", "create", "--name", "kek", "--bits", "2048").requireDone();

        try (var files = Files.walk(folder.work.resolve("logs"))) {
            List<Path> logs = files.filter(Files::isRegularFile).toList();
            assertThat(logs)
                    .isNotEmpty()
                    .allMatch(file -> file.toString().contains("/VAULTS/REHEARSAL/"));
            assertThat(Files.readString(logs.get(0))).contains("\"Authentication\"", "KeyCreate");
        }
    }
}
