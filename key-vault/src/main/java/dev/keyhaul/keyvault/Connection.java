package dev.keyhaul.keyvault;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.localvault.LocalVaultAccess;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whom a vault is asked as, and through what.
 *
 * @param server what is known of who answered, as far as it is known by then
 * @param accessFile the local vault's, where it is one
 */
record Connection(
        VaultHost vault,
        NotedCredential credential,
        HttpClient http,
        SeenServer server,
        Optional<Path> accessFile) {

    private Connection(
            VaultHost vault, NotedCredential credential, HttpClient http, SeenServer server) {
        this(vault, credential, http, server, Optional.empty());
    }

    static Connection relayed(VaultHost vault, LoopbackRelay relay) throws KeyTransferException {
        if (!vault.isRehearsal()) {
            throw new RefusedException(
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

    static Connection azure(VaultHost vault, AzureCredential choice) throws KeyTransferException {
        requireReal(vault);
        TokenCredential credential =
                new ServiceBoundary(vault)
                        .call(
                                "use the credential " + choice.optionName(),
                                () ->
                                        new BoundedCredential(
                                                AzureCredentials.create(
                                                        choice, vault, signInHttp())));
        return recording(vault, credential);
    }

    /** Apart from the vault's, so that the login server's certificates never get into a record. */
    private static HttpClient signInHttp() {
        return SdkClients.azureHttp(java.net.http.HttpClient.newBuilder());
    }

    static Connection application(VaultHost vault, TokenCredential credential)
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

    static Connection application(VaultHost vault, TokenCredential credential, HttpClient http)
            throws RefusedException {
        requireReal(vault);
        return new Connection(vault, new NotedCredential(credential), http, SeenServer.UNKNOWN);
    }

    private static void requireReal(VaultHost vault) throws RefusedException {
        if (vault.isRehearsal()) {
            throw Reason.RELAY_MISSING.of(
                    new RefusedException(
                            vault.host()
                                    + " is a rehearsal's host, which never gets a real credential"));
        }
    }
}
