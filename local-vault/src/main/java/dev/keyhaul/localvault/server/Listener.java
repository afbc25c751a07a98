package dev.keyhaul.localvault.server;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import javax.net.ssl.SSLContext;

/** A port on 127.0.0.1 that is served. */
public final class Listener implements AutoCloseable {
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private final HttpServer server;
    private final String scheme;

    private Listener(HttpServer server, String scheme) {
        this.server = server;
        this.scheme = scheme;
    }

    /** Makes a server that is bound to an address. */
    @FunctionalInterface
    interface Binding {
        HttpServer to(InetSocketAddress address) throws IOException;
    }

    /** Binds and starts at once: a server that was never started does not give its port back. */
    public static Listener start(int port, HttpHandler handler, ExecutorService executor)
            throws FileException {
        HttpServer server = bind(port, address -> HttpServer.create(address, 0));
        return start(server, "http", handler, executor);
    }

    /** The same with TLS, in the protocols that the JDK offers by itself: 1.2 and 1.3. */
    static Listener startTls(
            int port, SSLContext tls, HttpHandler handler, ExecutorService executor)
            throws FileException {
        HttpServer server =
                bind(
                        port,
                        address -> {
                            HttpsServer https = HttpsServer.create(address, 0);
                            https.setHttpsConfigurator(new HttpsConfigurator(tls));
                            return https;
                        });
        return start(server, "https", handler, executor);
    }

    private static Listener start(
            HttpServer server, String scheme, HttpHandler handler, ExecutorService executor) {
        server.createContext("/", handler);
        server.setExecutor(executor);
        server.start();
        return new Listener(server, scheme);
    }

    private static HttpServer bind(int port, Binding binding) throws FileException {
        try {
            InetAddress loopback = InetAddress.getByAddress("127.0.0.1", LOOPBACK);
            return binding.to(new InetSocketAddress(loopback, port));
        } catch (IOException e) {
            throw new FileException(
                    Reason.PORT_TAKEN,
                    "cannot listen on 127.0.0.1 port " + port + ": " + e.getMessage(),
                    "choose another port, or 0 for a free one",
                    e);
        }
    }

    /** Answers requests below a path by another handler. */
    public Listener with(String path, HttpHandler handler) {
        server.createContext(path, handler);
        return this;
    }

    public URI address() {
        return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
