package dev.keyhaul.localvault;

import com.sun.net.httpserver.HttpServer;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.byok.VaultHost;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A running local vault: plain HTTP on 127.0.0.1, for Azure's own SDK behind a relay.
 *
 * <p>Every name {@code NAME.vault.keyhaul.invalid} is a vault of its own. The relay keeps the host
 * that the client asked for in the header {@link VaultHost#REHEARSAL_HOST_HEADER}; other hosts are
 * refused, so that this server cannot pose as a real vault. Clients present the bearer token of
 * {@link #tokenFile}.
 *
 * <p>The JDK's server sends headers and body apart, and the second waits some 40 ms for the
 * client's delayed acknowledgement of the first. A program that wants fast answers sets the system
 * property {@code sun.net.httpserver.nodelay} to {@code true} before its first server is made; it
 * counts for the whole process, so this library leaves it alone.
 *
 * <p>Thread-safe. Keys live in memory and are gone after {@link #close}, as is the token file.
 */
public final class LocalVault implements AutoCloseable {
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final int THREADS = Math.max(4, Runtime.getRuntime().availableProcessors());

    private final HttpServer server;
    private final ExecutorService executor;
    private final AccessToken accessToken;
    private final AtomicBoolean closed = new AtomicBoolean();

    private LocalVault(HttpServer server, ExecutorService executor, AccessToken accessToken) {
        this.server = server;
        this.executor = executor;
        this.accessToken = accessToken;
    }

    /**
     * Writes the token file and starts to serve.
     *
     * @throws FileException when the port is taken, or the token file exists already or cannot be
     *     written; nothing is left behind then
     */
    public static LocalVault start(LocalVaultOptions options) throws KeyTransferException {
        // Bound last: a server that was made but never started does not give its port back.
        AccessToken accessToken = AccessToken.create(options.tokenFile(), options.random());
        try {
            return serve(bind(options.port()), accessToken, options);
        } catch (KeyTransferException | RuntimeException e) {
            accessToken.close();
            throw e;
        }
    }

    private static LocalVault serve(
            HttpServer server, AccessToken accessToken, LocalVaultOptions options) {
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        try {
            server.createContext("/", VaultServer.of(options, accessToken));
            server.setExecutor(executor);
            server.start();
            return new LocalVault(server, executor, accessToken);
        } catch (RuntimeException e) {
            executor.shutdownNow();
            accessToken.close();
            throw e;
        }
    }

    private static HttpServer bind(int port) throws FileException {
        try {
            InetAddress loopback = InetAddress.getByAddress("127.0.0.1", LOOPBACK);
            return HttpServer.create(new InetSocketAddress(loopback, port), 0);
        } catch (IOException e) {
            throw new FileException(
                    "cannot listen on 127.0.0.1 port " + port + ": " + e.getMessage(),
                    "choose another port, or 0 for a free one",
                    e);
        }
    }

    /** Returns where the server listens, such as {@code http://127.0.0.1:40123}. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /**
     * Returns the address by which clients know a vault, such as {@code
     * https://contoso.vault.keyhaul.invalid}.
     *
     * @throws MalformedIdentifierException when a vault cannot have this name
     */
    public URI url(String vaultName) throws MalformedIdentifierException {
        String url = "https://" + vaultName + "." + VaultHost.REHEARSAL_SUFFIX;
        return URI.create(VaultHost.parseUrl(url).url());
    }

    /** Returns the file that holds the bearer token alone, without a newline. */
    public Path tokenFile() {
        return accessToken.file();
    }

    /** Stops at once, forgets every key and deletes the token file; closing twice has no effect. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            server.stop(0);
            executor.shutdownNow();
            accessToken.close();
        }
    }
}
