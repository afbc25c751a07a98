package dev.keyhaul.localvault;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.localvault.access.AccessCheck;
import dev.keyhaul.localvault.access.AccessTokens;
import dev.keyhaul.localvault.access.TokenHolder;
import dev.keyhaul.localvault.audit.AuditLog;
import dev.keyhaul.localvault.certificate.RehearsalAuthority;
import dev.keyhaul.localvault.fault.FaultPlan;
import dev.keyhaul.localvault.server.Listener;
import dev.keyhaul.localvault.server.Permissions;
import dev.keyhaul.localvault.server.PlayedFaults;
import dev.keyhaul.localvault.server.Routes;
import dev.keyhaul.localvault.server.ServerThreads;
import dev.keyhaul.localvault.server.TlsListener;
import dev.keyhaul.localvault.server.VaultServer;
import dev.keyhaul.localvault.state.ServedKeys;
import dev.keyhaul.localvault.vault.ManagedHsm;
import dev.keyhaul.localvault.vault.VaultSetup;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A running local vault: plain HTTP on 127.0.0.1, for Azure's own SDK behind a relay; TLS too where
 * it is asked for, for one without.
 *
 * <pre>{@code
 * try (LocalVault local = LocalVault.start(LocalVaultOptions.builder(accessFile).build())) {
 *     KeyVault vault =                                     // of the module dev.keyhaul.keyvault
 *             KeyVault.connect(
 *                     local.host("rehearsal"), new LoopbackRelay(local.accessFile()));
 *     KeyImport.into(vault, "tenant").rehearsal(true).build().underNewKek(key).requirePassed();
 * }
 * }</pre>
 *
 * <p>Every name {@code NAME.vault.keyhaul.invalid} is a vault of its own, and every name {@code
 * NAME.managedhsm.keyhaul.invalid} a Managed HSM. The relay keeps the host that the client asked
 * for in the header {@link VaultHost#REHEARSAL_HOST_HEADER}; other hosts are refused, so that this
 * server cannot pose as a real vault. Clients present the bearer token of {@link #accessFile}, or
 * of another of {@link #accessFiles}, whose holder may do less.
 *
 * <p>The JDK's server sends headers and body apart, and the second waits some 40 ms for the
 * client's delayed acknowledgement of the first. A program that wants fast answers sets the system
 * property {@code sun.net.httpserver.nodelay} to {@code true} before its first server is made; it
 * counts for the whole process, so this library leaves it alone.
 *
 * <p>Without a relay, over TLS, {@code localhost} and {@code 127.0.0.1} are the vault {@code
 * rehearsal}. A client must trust the certificate of {@link #certificateFile}, and leave out the
 * comparison of its challenge's resource with the host.
 *
 * <p>Thread-safe. Keys live in memory, and in a state folder where there is one; the access files
 * are gone after {@link #close}.
 *
 * @since 0.1.0
 */
public final class LocalVault implements AutoCloseable {
    private final Listener listener;
    private final Optional<TlsListener> tlsListener;
    private final AccessTokens tokens;
    private final Deque<Runnable> ends;

    private LocalVault(
            Listener listener,
            Optional<TlsListener> tlsListener,
            AccessTokens tokens,
            Deque<Runnable> ends) {
        this.listener = listener;
        this.tlsListener = tlsListener;
        this.tokens = tokens;
        this.ends = ends;
    }

    /**
     * Starts to serve, and writes the access files. It replaces those that a killed server left,
     * and no other file.
     *
     * @param options how it serves
     * @return the vault; the caller closes it
     * @throws FileException when a port is taken, or an access file is of a server that still runs,
     *     is any other file or cannot be written, or another server has the state folder, or a
     *     folder cannot be written; no access file is left behind then
     * @throws MalformedIdentifierException when two callers share a name
     * @throws RefusedException when users other than the owner can reach the state folder, or it is
     *     another kind of folder
     * @throws MalformedInputException when the state folder is damaged
     */
    public static LocalVault start(LocalVaultOptions options) throws KeyTransferException {
        Deque<Runnable> ends = new ArrayDeque<>();
        try {
            return start(options, ends);
        } catch (KeyTransferException | RuntimeException e) {
            end(ends);
            throw e;
        }
    }

    private static LocalVault start(LocalVaultOptions options, Deque<Runnable> ends)
            throws KeyTransferException {
        AccessTokens tokens =
                AccessTokens.create(options.accessFile(), options.identities(), options.random());
        ends.push(tokens::close);
        ServedKeys keys = ServedKeys.open(options.stateFolder(), options.random());
        ends.push(keys::close);
        ExecutorService threads = ServerThreads.create();
        ends.push(threads::shutdownNow);
        Supplier<RehearsalAuthority> authority = new Authority(options);
        VaultServer server = server(options, tokens, keys, authority);
        Listener listener = Listener.start(options.port(), server, threads);
        ends.push(listener::close);
        listener.with(AccessCheck.PATH, new AccessCheck(tokens));
        Optional<TlsListener> tls = Optional.empty();
        if (options.tlsPort().isPresent()) {
            TlsListener started =
                    TlsListener.start(
                            options.tlsPort().getAsInt(),
                            options.accessFile(),
                            options.random(),
                            authority.get(),
                            server,
                            threads);
            ends.push(started::close);
            tls = Optional.of(started);
        }
        tokens.write(listener.address().getPort());
        return new LocalVault(listener, tls, tokens, ends);
    }

    private static VaultServer server(
            LocalVaultOptions options,
            AccessTokens tokens,
            ServedKeys keys,
            Supplier<RehearsalAuthority> authority)
            throws FileException {
        Optional<AuditLog> auditLog = Optional.empty();
        if (options.logFolder().isPresent()) {
            auditLog = Optional.of(AuditLog.in(options.logFolder().get(), options.subscription()));
        }
        ManagedHsm hsm = new ManagedHsm(authority, options.random());
        Permissions permissions =
                new Permissions(
                        options.permissionModel(), options.subscription(), options.geography());
        VaultSetup setup = options.setup();
        return new VaultServer(
                tokens,
                permissions,
                new PlayedFaults(FaultPlan.of(options.faults()), options.random(), permissions),
                auditLog,
                options.clock(),
                host -> Routes.of(host, setup, keys, hsm));
    }

    /** Ends what was started, the last first; a second time does nothing. */
    private static void end(Deque<Runnable> ends) {
        while (!ends.isEmpty()) {
            ends.pop().run();
        }
    }

    /** {@return where the server listens, such as {@code http://127.0.0.1:40123}} */
    public URI address() {
        return listener.address();
    }

    /**
     * {@return the address by which clients know a vault, such as {@code
     * https://contoso.vault.keyhaul.invalid}}
     *
     * @param vaultName any name of a vault
     * @throws MalformedIdentifierException when a vault cannot have this name
     */
    public URI url(String vaultName) throws MalformedIdentifierException {
        Arguments.notNull("vaultName", vaultName);
        return url(vaultName, VaultHost.REHEARSAL_SUFFIX);
    }

    /**
     * {@return the address by which clients know a Managed HSM, such as {@code
     * https://contoso.managedhsm.keyhaul.invalid}}
     *
     * @param name any name of a Managed HSM
     * @throws MalformedIdentifierException when a Managed HSM cannot have this name
     */
    public URI managedHsmUrl(String name) throws MalformedIdentifierException {
        Arguments.notNull("name", name);
        return url(name, VaultHost.REHEARSAL_HSM_SUFFIX);
    }

    /**
     * {@return the host by which clients know a vault, such as {@code
     * contoso.vault.keyhaul.invalid}}
     *
     * @param vaultName any name of a vault
     * @throws MalformedIdentifierException when a vault cannot have this name
     */
    public VaultHost host(String vaultName) throws MalformedIdentifierException {
        return VaultHost.parseUrl(url(vaultName).toString());
    }

    private static URI url(String name, String suffix) throws MalformedIdentifierException {
        return URI.create(VaultHost.parseUrl("https://" + name + "." + suffix).url());
    }

    /**
     * {@return the owner's access file: JSON with the members {@code address} and {@code token},
     * which is the bearer token}
     */
    public Path accessFile() {
        return Objects.requireNonNull(tokens.files().get(TokenHolder.OWNER.name()));
    }

    /**
     * {@return the access file of every caller by the caller's name; {@code owner} is the first}
     */
    public Map<String, Path> accessFiles() {
        return tokens.files();
    }

    /** {@return where it listens for TLS, such as {@code https://127.0.0.1:40124}, if it does} */
    public Optional<URI> tlsAddress() {
        return tlsListener.map(TlsListener::address);
    }

    /** {@return the PEM file of the CA certificate of {@link #tlsAddress}, if it serves TLS} */
    public Optional<Path> certificateFile() {
        return tlsListener.map(TlsListener::certificateFile);
    }

    /** Stops at once and deletes the access files; closing twice has no effect. */
    @Override
    public synchronized void close() {
        end(ends);
    }

    /** Made when first needed: certificates take a second of start-up. */
    private static final class Authority implements Supplier<RehearsalAuthority> {
        private final LocalVaultOptions options;
        private @Nullable RehearsalAuthority made;

        private Authority(LocalVaultOptions options) {
            this.options = options;
        }

        @Override
        public synchronized RehearsalAuthority get() {
            if (made == null) {
                made = RehearsalAuthority.create(options.random(), options.clock().instant());
            }
            return made;
        }
    }
}
