package dev.keyhaul.keyvault.connection;

import com.azure.core.client.traits.HttpTrait;
import com.azure.core.client.traits.TokenCredentialTrait;
import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.http.policy.HttpLogDetailLevel;
import com.azure.core.http.policy.HttpLogOptions;
import com.azure.core.util.ClientOptions;
import com.azure.core.util.Configuration;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.KeyClientBuilder;
import com.azure.security.keyvault.keys.cryptography.CryptographyClient;
import com.azure.security.keyvault.keys.cryptography.CryptographyClientBuilder;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.notice.Notifier;
import java.time.Duration;

/** Makes the SDK's clients: no logging, bounded waiting, the JDK's HTTP client. */
public final class SdkClients {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

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
                        .clientOptions(new ClientOptions().setApplicationId("keyhaul"));
        return notifier.isOn() ? configured.addPolicy(new ToldRequests(notifier)) : configured;
    }

    /**
     * Requests hold private JWK members, which AZURE_HTTP_LOG_DETAIL_LEVEL and AZURE_LOG_LEVEL
     * together would print.
     */
    static HttpLogOptions noLogging() {
        return new HttpLogOptions().setLogLevel(HttpLogDetailLevel.NONE);
    }

    /**
     * A client for Azure, through the proxy that HTTPS_PROXY and its like name. The SDK looks at
     * them only where the property is set that lets the JDK use the system's proxies.
     */
    @SuppressWarnings("deprecation") // nothing else gives a configuration that property
    static HttpClient azureHttp(java.net.http.HttpClient.Builder builder) {
        Configuration withProxies = Configuration.getGlobalConfiguration().clone();
        withProxies.put("java.net.useSystemProxies", "true");
        return bounded(new JdkHttpClientBuilder(builder).configuration(withProxies));
    }

    /** The client for this machine's loopback address, never through a proxy. */
    static HttpClient loopbackHttp() {
        return bounded(
                new JdkHttpClientBuilder(
                                java.net.http.HttpClient.newBuilder()
                                        .proxy(java.net.http.HttpClient.Builder.NO_PROXY))
                        .configuration(Configuration.NONE));
    }

    private static HttpClient bounded(JdkHttpClientBuilder builder) {
        return builder.connectionTimeout(CONNECT_TIMEOUT)
                .writeTimeout(ANSWER_TIMEOUT)
                .responseTimeout(ANSWER_TIMEOUT)
                .readTimeout(ANSWER_TIMEOUT)
                .build();
    }
}
