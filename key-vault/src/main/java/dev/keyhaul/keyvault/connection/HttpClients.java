package dev.keyhaul.keyvault.connection;

import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.util.Configuration;
import dev.keyhaul.keyvault.access.ConnectionOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * The SDK's HTTP clients, on the JDK's: with the options of an application, bounded waiting and
 * bounded answers.
 */
final class HttpClients {
    private final ConnectionOptions options;

    HttpClients(ConnectionOptions options) {
        this.options = options;
    }

    /** A client for Azure, through the application's proxy, or the one that the system names. */
    BoundedHttpClient azure(Optional<SSLContext> tls) {
        java.net.http.HttpClient.Builder builder = java.net.http.HttpClient.newBuilder();
        tls.ifPresent(builder::sslContext);
        Optional<InetSocketAddress> proxy = options.proxy();
        if (proxy.isEmpty()) {
            return bounded(new JdkHttpClientBuilder(builder).configuration(withSystemsProxies()));
        }
        builder.proxy(new ForHttps(proxy.get()));
        return bounded(new JdkHttpClientBuilder(builder).configuration(Configuration.NONE));
    }

    /**
     * The SDK looks at HTTPS_PROXY and its like only where the property is set that lets the JDK
     * use the system's proxies.
     */
    @SuppressWarnings("deprecation") // nothing else gives a configuration that property
    private static Configuration withSystemsProxies() {
        Configuration withProxies = Configuration.getGlobalConfiguration().clone();
        withProxies.put("java.net.useSystemProxies", "true");
        return withProxies;
    }

    /** The client for a local vault at this machine's loopback address, never through a proxy. */
    BoundedHttpClient relay(int port) {
        HttpClient loopback =
                patient(
                        new JdkHttpClientBuilder(
                                        java.net.http.HttpClient.newBuilder()
                                                .proxy(java.net.http.HttpClient.Builder.NO_PROXY))
                                .configuration(Configuration.NONE));
        return BoundedHttpClient.over(new RelayHttpClient(loopback, port));
    }

    private BoundedHttpClient bounded(JdkHttpClientBuilder builder) {
        return BoundedHttpClient.over(patient(builder));
    }

    private HttpClient patient(JdkHttpClientBuilder builder) {
        return builder.connectionTimeout(options.connectTimeout())
                .writeTimeout(options.answerTimeout())
                .responseTimeout(options.answerTimeout())
                .readTimeout(options.answerTimeout())
                .build();
    }

    /** Plain http is the metadata service of a virtual machine, which no proxy reaches. */
    private static final class ForHttps extends ProxySelector {
        private final List<Proxy> proxy;

        ForHttps(InetSocketAddress address) {
            proxy = List.of(new Proxy(Proxy.Type.HTTP, address));
        }

        @Override
        public List<Proxy> select(URI uri) {
            return "https".equalsIgnoreCase(uri.getScheme()) ? proxy : List.of(Proxy.NO_PROXY);
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException e) {
            // The request fails, and says so.
        }
    }
}
