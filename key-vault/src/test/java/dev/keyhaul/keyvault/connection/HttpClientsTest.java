package dev.keyhaul.keyvault.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.util.Context;
import dev.keyhaul.keyvault.access.ConnectionOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that is there, and does not answer: the SDK itself waits for 60 seconds. */
@Timeout(value = 40, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HttpClientsTest {
    private static final ConnectionOptions SHORT =
            ConnectionOptions.builder().answerTimeout(Duration.ofMillis(300)).build();

    @Test
    void serverThatAnswersNothing_isWaitedForAsLongAsTheOptionsSay() throws Exception {
        requireTimeout("");
    }

    @Test
    void serverThatStopsInTheMiddle_isWaitedForAsLongAsTheOptionsSay() throws Exception {
        requireTimeout("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{");
    }

    private static void requireTimeout(String answer) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> answer(server, answer));
            answering.start();
            HttpClient client = new HttpClients(SHORT).relay(server.getLocalPort());
            HttpRequest request =
                    new HttpRequest(HttpMethod.GET, "https://a.vault.keyhaul.invalid/keys/k");
            assertThatThrownBy(
                            () ->
                                    client.sendSync(request, Context.NONE)
                                            .getBodyAsBinaryData()
                                            .toString())
                    .satisfies(e -> assertThat(e).hasStackTraceContaining("imeout"));
            answering.interrupt();
        }
    }

    /** The connection stays open until the server is closed. */
    private static void answer(ServerSocket server, String answer) {
        try (Socket connection = server.accept()) {
            OutputStream out = connection.getOutputStream();
            out.write(answer.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            Thread.sleep(TimeUnit.MINUTES.toMillis(5));
        } catch (IOException | InterruptedException e) {
            // The test is over.
        }
    }
}
