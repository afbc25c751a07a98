package dev.keyhaul.localvault.access;

import dev.keyhaul.core.localvault.LocalVaultAccess;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The server that an access file of before names: stopped, or still there.
 *
 * <p>It is asked with its own token, which is worth nothing to whoever else has the port by now. No
 * String is made of the token.
 */
final class LeftServer {
    private static final int PATIENCE_MILLIS = 2000;
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final byte[] HEAD =
            ascii(
                    "GET "
                            + AccessCheck.PATH
                            + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                            + "Connection: close\r\nAuthorization: Bearer ");
    private static final byte[] END = ascii("\r\n\r\n");
    private static final byte[] TAKEN = ascii("HTTP/1.1 " + AccessCheck.TAKEN);

    private LeftServer() {}

    /**
     * Whether it still listens. A port that takes the connection and gives no answer may be its: it
     * may be busy, or held by a debugger.
     */
    static boolean listens(LocalVaultAccess access) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(
                            InetAddress.getByAddress("127.0.0.1", LOOPBACK), access.port()),
                    PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            ask(socket.getOutputStream(), access);
            byte[] answer = socket.getInputStream().readNBytes(TAKEN.length);
            return answer.length < TAKEN.length || Arrays.equals(answer, TAKEN);
        } catch (ConnectException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static void ask(OutputStream out, LocalVaultAccess access) throws IOException {
        out.write(HEAD);
        access.withRawToken(
                token -> {
                    out.write(token);
                    return out;
                });
        out.write(END);
        out.flush();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
