package dev.keyhaul.keyvault;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP proxy: wherever a client asks for a tunnel to, it leads to one port of this machine. */
final class TunnelProxy implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool(TunnelProxy::daemon);
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final int target;
    private final String required;

    /**
     * Starts it.
     *
     * @param required what a request must contain; else the proxy asks for a password
     */
    TunnelProxy(int target, String required) throws IOException {
        this.target = target;
        this.required = required;
        threads.execute(this::accept);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "proxy");
        thread.setDaemon(true);
        return thread;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
    }

    /** Returns the first line of each request. */
    List<String> asked() {
        return asked;
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                threads.execute(() -> tunnel(client));
            } catch (IOException e) {
                // The test is over.
            }
        }
    }

    private void tunnel(Socket client) {
        try (client) {
            String head = head(client.getInputStream());
            asked.add(head.lines().findFirst().orElseThrow());
            if (!head.contains(required)) {
                say(
                        client,
                        "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic"
                                + " realm=\"proxy\"\r\nContent-Length: 0\r\nConnection: close");
                return;
            }
            try (Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
                say(client, "200 OK");
                threads.execute(() -> copy(client, server));
                copy(server, client);
            }
        } catch (IOException e) {
            // One of them hung up.
        }
    }

    private static void say(Socket client, String answer) throws IOException {
        client.getOutputStream().write(("HTTP/1.1 " + answer + "\r\n\r\n").getBytes(ISO_8859_1));
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no request");
            }
            head.append((char) next);
        }
        return head.toString();
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
        socket.close();
        threads.shutdownNow();
    }
}
