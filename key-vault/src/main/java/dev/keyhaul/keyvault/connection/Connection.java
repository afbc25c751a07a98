package dev.keyhaul.keyvault.connection;

import com.azure.core.credential.TokenCredential;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.localvault.LocalVaultAccess;
import dev.keyhaul.keyvault.access.AzureCredential;
import dev.keyhaul.keyvault.access.ConnectionOptions;
import dev.keyhaul.keyvault.access.RehearsalCredential;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whom a vault is asked as, and through what.
 *
 * @param server what is known of who answered, as far as it is known by then
 * @param accessFile the local vault's, where it is one
 * @param applicationId as which application the service sees this one
 */
public record Connection(
        VaultHost vault,
        NotedCredential credential,
        BoundedHttpClient http,
        SeenServer server,
        Optional<Path> accessFile,
        String applicationId) {

    public static Connection relayed(VaultHost vault, Path accessFile, ConnectionOptions options)
            throws KeyTransferException {
        if (!vault.isRehearsal()) {
            throw new RefusedException(
                    Reason.RELAY_REFUSED,
                    "a local vault's credential is for rehearsals: "
                            + vault.host()
                            + " is a real vault's host",
                    "connect to it with an Azure credential, or use a host under "
                            + VaultHost.REHEARSAL_SUFFIX);
        }
        try (LocalVaultAccess access = LocalVaultAccess.read(accessFile)) {
            return new Connection(
                    vault,
                    new NotedCredential(RelayCredential.of(access)),
                    new HttpClients(options).relay(access.port()),
                    SeenServer.UNKNOWN,
                    Optional.of(accessFile),
                    options.applicationId());
        }
    }

    /** Makes a credential; what the SDK throws is its own. */
    public static TokenCredential credential(
            VaultHost vault, AzureCredential choice, ConnectionOptions options) {
        // Apart from the vault's, so that the login server's certificates never get into a record.
        BoundedHttpClient signIn = new HttpClients(options).azure(Optional.empty());
        return ChosenCredential.create(choice, vault, signIn);
    }

    /**
     * With a credential of Azure, an application's own, or a rehearsal's.
     *
     * @param trusted the roots of TLS; null for the platform's own
     */
    public static Connection application(
            VaultHost vault,
            TokenCredential credential,
            ConnectionOptions options,
            @Nullable KeyStore trusted)
            throws KeyTransferException {
        if (credential instanceof RehearsalCredential rehearsal) {
            return relayed(vault, rehearsal.accessFile(), options);
        }
        requireReal(vault);
        ServerCertificates certificates = ServerCertificates.of(vault.host(), trusted);
        BoundedHttpClient http =
                new HttpClients(options).azure(Optional.of(certificates.context()));
        return new Connection(
                vault,
                new NotedCredential(new BoundedCredential(credential, options.signInTimeout())),
                http,
                certificates,
                Optional.empty(),
                options.applicationId());
    }

    /** Refuses a rehearsal's host: call it before a credential is made. */
    public static void requireReal(VaultHost vault) throws RefusedException {
        if (vault.isRehearsal()) {
            throw new RefusedException(
                    Reason.RELAY_MISSING,
                    vault.host() + " is a rehearsal host: a real credential is never sent to it",
                    "connect with the credential in the local vault's access file");
        }
    }
}
