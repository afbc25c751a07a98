package dev.keyhaul.localvault;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that never finish their request, and requests that are too long. */
class HeldConnectionsTest {
    private static final String HALF_HEADER = "GET /keys HTTP/1.1\r\nHost: lo";
    private static final String HALF_BODY =
            "PUT /keys/k HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf";
    private static final String KEYS = "/keys?api-version=7.6";
    private static final int TEN_MEGABYTES = 10_000_000;

    @TempDir Path folder;

    /** The bound only ends a test that would hang; the requests stay half sent all the time. */
    @ParameterizedTest
    @ValueSource(ints = {40, 190})
    @Timeout(120)
    void halfSentRequests_keepNoOtherWaiting(int connections) throws Exception {
        try (RunningVault running = RunningVault.start(folder);
                Held held = new Held(running, connections)) {
            for (int i = 0; i < 3; i++) {
                assertThat(running.send("GET", KEYS, "").statusCode()).isEqualTo(200);
            }
            assertThat(held.open()).isEqualTo(connections);
        }
    }

    @Test
    void bodyOfTenMegabytes_isRefused_andTheClientReadsWhy() throws Exception {
        try (RunningVault running = RunningVault.start(folder)) {
            String body = " ".repeat(TEN_MEGABYTES);

            HttpResponse<String> refused = running.send("PUT", "/keys/k?api-version=7.6", body);

            assertThat(refused.statusCode()).isEqualTo(413);
            assertThat(refused.body())
                    .contains("\"RequestBodyTooLarge\"", "at most 1048576 bytes are read");
            assertThat(running.send("GET", KEYS, "").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void bodyOfTenMegabytes_withoutAToken_isAnsweredToo() throws Exception {
        try (RunningVault running = RunningVault.start(folder)) {
            HttpResponse<String> refused =
                    running.send(
                            running.request("PUT", "/keys/k", " ".repeat(TEN_MEGABYTES))
                                    .header("X-Keyhaul-Host", running.url().getHost()));

            assertThat(refused.statusCode()).isEqualTo(401);
        }
    }

    /** Connections with the first half of a request each. */
    private static final class Held implements AutoCloseable {
        private final List<Socket> sockets = new ArrayList<>();

        Held(RunningVault running, int connections) throws IOException {
            int port = running.server().address().getPort();
            for (int i = 0; i < connections; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                sockets.add(socket);
                socket.getOutputStream()
                        .write((i % 2 == 0 ? HALF_HEADER : HALF_BODY).getBytes(US_ASCII));
            }
        }

        /** How many the server has not ended; it may have answered the half of a request. */
        long open() throws IOException {
            long open = 0;
            for (Socket socket : sockets) {
                socket.setSoTimeout(1);
                try {
                    while (socket.getInputStream().read() >= 0) {
                        // An answer.
                    }
                } catch (SocketTimeoutException e) {
                    open++;
                }
            }
            return open;
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
