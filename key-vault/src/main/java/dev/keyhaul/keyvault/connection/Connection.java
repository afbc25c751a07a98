package dev.keyhaul.keyvault.connection;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.localvault.LocalVaultAccess;
import dev.keyhaul.keyvault.access.AzureCredential;
import dev.keyhaul.keyvault.access.LoopbackRelay;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whom a vault is asked as, and through what.
 *
 * @param server what is known of who answered, as far as it is known by then
 * @param accessFile the local vault's, where it is one
 */
public record Connection(
        VaultHost vault,
        NotedCredential credential,
        HttpClient http,
        SeenServer server,
        Optional<Path> accessFile) {

    private Connection(
            VaultHost vault, NotedCredential credential, HttpClient http, SeenServer server) {
        this(vault, credential, http, server, Optional.empty());
    }

    public static Connection relayed(VaultHost vault, LoopbackRelay relay)
            throws KeyTransferException {
        if (!vault.isRehearsal()) {
            throw new RefusedException(
                    Reason.RELAY_REFUSED,
                    "a relay is for rehearsals: " + vault.host() + " is a real vault's host",
                    "connect to it without a relay, or use a host under "
                            + VaultHost.REHEARSAL_SUFFIX);
        }
        try (LocalVaultAccess access = LocalVaultAccess.read(relay.accessFile())) {
            return new Connection(
                    vault,
                    new NotedCredential(RelayCredential.of(access)),
                    new RelayHttpClient(SdkClients.loopbackHttp(), access.port()),
                    SeenServer.UNKNOWN,
                    Optional.of(relay.accessFile()));
        }
    }

    /** Makes a credential; what the SDK throws is its own. */
    public static TokenCredential credential(VaultHost vault, AzureCredential choice) {
        return new BoundedCredential(AzureCredentials.create(choice, vault, signInHttp()));
    }

    /** Apart from the vault's, so that the login server's certificates never get into a record. */
    private static HttpClient signInHttp() {
        return SdkClients.azureHttp(java.net.http.HttpClient.newBuilder());
    }

    /** With a credential of Azure, or an application's own. */
    public static Connection application(VaultHost vault, TokenCredential credential)
            throws RefusedException {
        requireReal(vault);
        return recording(vault, credential);
    }

    private static Connection recording(VaultHost vault, TokenCredential credential) {
        ServerCertificates certificates = ServerCertificates.of(vault.host(), null);
        HttpClient http =
                SdkClients.azureHttp(
                        java.net.http.HttpClient.newBuilder().sslContext(certificates.context()));
        return new Connection(vault, new NotedCredential(credential), http, certificates);
    }

    public static Connection application(
            VaultHost vault, TokenCredential credential, HttpClient http) throws RefusedException {
        requireReal(vault);
        return new Connection(vault, new NotedCredential(credential), http, SeenServer.UNKNOWN);
    }

    /** Refuses a rehearsal's host: call it before a credential is made. */
    public static void requireReal(VaultHost vault) throws RefusedException {
        if (vault.isRehearsal()) {
            throw new RefusedException(
                    Reason.RELAY_MISSING,
                    vault.host() + " is a rehearsal's host, which never gets a real credential");
        }
    }
}
