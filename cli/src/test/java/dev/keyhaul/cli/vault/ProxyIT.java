package dev.keyhaul.cli.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.RealCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code HTTPS_PROXY} is obeyed, in each cloud: what asks for a tunnel is on its way out. */
@Tag("long")
class ProxyIT {
    @TempDir Path folder;

    private static final Map<String, String> SIGN_IN_HOSTS =
            Map.of(
                    "vault.azure.net", "login.microsoftonline.com",
                    "managedhsm.usgovcloudapi.net", "login.microsoftonline.us",
                    "vault.azure.cn", "login.chinacloudapi.cn");

    /** All at the same time: the SDK asks several times, with pauses, before it gives up. */
    @Test
    void signIn_goesThroughTheProxy_toItsCloud() {
        assertThat(SIGN_IN_HOSTS.entrySet().parallelStream().map(this::signIn).toList())
                .isEqualTo(List.copyOf(SIGN_IN_HOSTS.values()));
    }

    /** Returns the host that the proxy was asked for, when it is the one of this cloud. */
    private String signIn(Map.Entry<String, String> cloud) {
        try (RefusingProxy proxy = new RefusingProxy()) {
            RealCommand.Result result = show("https://contosorms-kv." + cloud.getKey(), proxy);
            assertThat(result.exit()).as(result.err()).isEqualTo(6);
            assertThat(result.err()).contains("keyhaul: error: ").contains("keyhaul: hint: ");
            assertThat(result.err() + result.out()).doesNotContain("not-a-secret-of-anybody");
            return proxy.asked.contains(cloud.getValue() + ":443")
                    ? cloud.getValue()
                    : "asked for " + proxy.asked;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private RealCommand.Result show(String vault, RefusingProxy proxy)
            throws IOException, InterruptedException {
        return new RealCommand(folder)
                .with("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port())
                .with("AZURE_TENANT_ID", "11111111-2222-3333-4444-555555555555")
                .with("AZURE_CLIENT_ID", "11111111-2222-3333-4444-666666666666")
                .with("AZURE_CLIENT_SECRET", "not-a-secret-of-anybody")
                .without("NO_PROXY")
                .without("no_proxy")
                .run(
                        "vault",
                        "show-key",
                        "--vault",
                        vault,
                        "--name",
                        "x",
                        "--credential",
                        "environment");
    }

    /** Notes where its clients want to go, and lets none of them through. */
    private static final class RefusingProxy implements AutoCloseable {
        private static final Pattern CONNECT = Pattern.compile("CONNECT (\\S+) HTTP/1\\.1");

        private final ServerSocket socket =
                new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        private final List<String> asked = new CopyOnWriteArrayList<>();

        RefusingProxy() throws IOException {
            Thread thread = new Thread(this::serve, "proxy");
            thread.setDaemon(true);
            thread.start();
        }

        int port() {
            return socket.getLocalPort();
        }

        private void serve() {
            while (!socket.isClosed()) {
                try (Socket client = socket.accept();
                        BufferedReader lines =
                                new BufferedReader(
                                        new InputStreamReader(
                                                client.getInputStream(),
                                                StandardCharsets.US_ASCII))) {
                    Matcher request = CONNECT.matcher(String.valueOf(lines.readLine()));
                    if (request.matches()) {
                        asked.add(request.group(1));
                    }
                    client.getOutputStream()
                            .write(
                                    "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
                                            .getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    // The client hung up, or the test is over.
                }
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
