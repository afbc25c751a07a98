package dev.keyhaul.keyvault.connection;

import com.azure.core.client.traits.HttpTrait;
import com.azure.core.client.traits.TokenCredentialTrait;
import com.azure.core.credential.TokenCredential;
import com.azure.core.http.policy.HttpLogDetailLevel;
import com.azure.core.http.policy.HttpLogOptions;
import com.azure.core.util.ClientOptions;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.KeyClientBuilder;
import com.azure.security.keyvault.keys.cryptography.CryptographyClient;
import com.azure.security.keyvault.keys.cryptography.CryptographyClientBuilder;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.notice.Notifier;

/** Makes the SDK's clients: no logging, our own retries. */
public final class SdkClients {
    private final Connection connection;
    private final Notifier notifier;
    private final TokenCredential credential;
    private final ServerClock clock = new ServerClock();

    public SdkClients(Connection connection, Notifier notifier) {
        this.connection = connection;
        this.notifier = notifier;
        this.credential =
                notifier.isOn()
                        ? new ToldCredential(connection.credential(), connection.vault(), notifier)
                        : connection.credential();
    }

    public ServerClock clock() {
        return clock;
    }

    public KeyClient keys() {
        return configured(new KeyClientBuilder().vaultUrl(connection.vault().url())).buildClient();
    }

    /** Without its cache of keys: what a proof asks is answered by the vault, never in here. */
    public CryptographyClient cryptography(KeyIdentifier key) {
        return configured(
                        new CryptographyClientBuilder()
                                .keyIdentifier(key.toString())
                                .disableKeyCaching())
                .buildClient();
    }

    private <B extends HttpTrait<B> & TokenCredentialTrait<B>> B configured(B builder) {
        B configured =
                builder.credential(credential)
                        .httpClient(connection.http())
                        .httpLogOptions(noLogging())
                        .retryOptions(Retries.options())
                        .addPolicy(clock)
                        .clientOptions(
                                new ClientOptions().setApplicationId(connection.applicationId()));
        return notifier.isOn() ? configured.addPolicy(new ToldRequests(notifier)) : configured;
    }

    /**
     * Requests hold private JWK members, which AZURE_HTTP_LOG_DETAIL_LEVEL and AZURE_LOG_LEVEL
     * together would print.
     */
    static HttpLogOptions noLogging() {
        return new HttpLogOptions().setLogLevel(HttpLogDetailLevel.NONE);
    }
}
