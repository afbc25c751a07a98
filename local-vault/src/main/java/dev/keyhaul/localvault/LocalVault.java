package dev.keyhaul.localvault;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.localvault.access.AccessTokens;
import dev.keyhaul.localvault.access.Identity;
import dev.keyhaul.localvault.audit.AuditLog;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A running local vault: plain HTTP on 127.0.0.1, for Azure's own SDK behind a relay.
 *
 * <p>Every name {@code NAME.vault.keyhaul.invalid} is a vault of its own, and every name {@code
 * NAME.managedhsm.keyhaul.invalid} a Managed HSM. The relay keeps the host that the client asked
 * for in the header {@link VaultHost#REHEARSAL_HOST_HEADER}; other hosts are refused, so that this
 * server cannot pose as a real vault. Clients present the bearer token of {@link #tokenFile}, or of
 * another of {@link #tokenFiles}, whose holder may do less.
 *
 * <p>The JDK's server sends headers and body apart, and the second waits some 40 ms for the
 * client's delayed acknowledgement of the first. A program that wants fast answers sets the system
 * property {@code sun.net.httpserver.nodelay} to {@code true} before its first server is made; it
 * counts for the whole process, so this library leaves it alone.
 *
 * <p>Thread-safe. Keys live in memory and are gone after {@link #close}, as are the token files.
 */
public final class LocalVault implements AutoCloseable {
    /** Slow answers are played by threads that wait. */
    private static final int THREADS = 32;

    private static final int IDLE_SECONDS = 10;

    private final Listener listener;
    private final ExecutorService executor;
    private final AccessTokens tokens;
    private final AtomicBoolean closed = new AtomicBoolean();

    private LocalVault(Listener listener, ExecutorService executor, AccessTokens tokens) {
        this.listener = listener;
        this.executor = executor;
        this.tokens = tokens;
    }

    /**
     * Writes the token files and starts to serve.
     *
     * @throws FileException when the port is taken, or a token file exists already or cannot be
     *     written, or the log's folder cannot be; no token file is left behind then
     * @throws MalformedIdentifierException when two callers share a name
     */
    public static LocalVault start(LocalVaultOptions options) throws KeyTransferException {
        AccessTokens tokens =
                AccessTokens.create(options.tokenFile(), options.identities(), options.random());
        ExecutorService executor = threads();
        try {
            VaultServer server = server(options, tokens);
            Listener listener = Listener.start(options.port(), server, executor);
            return new LocalVault(listener, executor, tokens);
        } catch (KeyTransferException | RuntimeException e) {
            executor.shutdownNow();
            tokens.close();
            throw e;
        }
    }

    private static ExecutorService threads() {
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private static VaultServer server(LocalVaultOptions options, AccessTokens tokens)
            throws FileException {
        BackupSeal backups = BackupSeal.generate(options.random());
        Optional<AuditLog> auditLog = Optional.empty();
        if (options.logFolder().isPresent()) {
            auditLog = Optional.of(AuditLog.in(options.logFolder().get(), options.subscription()));
        }
        return new VaultServer(
                options,
                tokens,
                auditLog,
                host ->
                        Routes.of(
                                host,
                                options,
                                backups,
                                new VaultKeys(Map.of(), KeyShelf.NONE, options.clock())));
    }

    /** Returns where the server listens, such as {@code http://127.0.0.1:40123}. */
    public URI address() {
        return listener.address();
    }

    /**
     * Returns the address by which clients know a vault, such as {@code
     * https://contoso.vault.keyhaul.invalid}.
     *
     * @throws MalformedIdentifierException when a vault cannot have this name
     */
    public URI url(String vaultName) throws MalformedIdentifierException {
        return url(vaultName, VaultHost.REHEARSAL_SUFFIX);
    }

    /**
     * Returns the address by which clients know a Managed HSM, such as {@code
     * https://contoso.managedhsm.keyhaul.invalid}.
     *
     * @throws MalformedIdentifierException when a Managed HSM cannot have this name
     */
    public URI managedHsmUrl(String name) throws MalformedIdentifierException {
        return url(name, VaultHost.REHEARSAL_HSM_SUFFIX);
    }

    private static URI url(String name, String suffix) throws MalformedIdentifierException {
        return URI.create(VaultHost.parseUrl("https://" + name + "." + suffix).url());
    }

    /** Returns the file that holds the owner's bearer token alone, without a newline. */
    public Path tokenFile() {
        return Objects.requireNonNull(tokens.files().get(Identity.OWNER.name()));
    }

    /** Returns the token file of every caller by the caller's name; {@code owner} is the first. */
    public Map<String, Path> tokenFiles() {
        return tokens.files();
    }

    /** Stops at once, forgets every key and deletes the token files; twice has no effect. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            listener.close();
            executor.shutdownNow();
            tokens.close();
        }
    }
}
