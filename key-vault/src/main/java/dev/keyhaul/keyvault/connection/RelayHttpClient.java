package dev.keyhaul.keyvault.connection;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import dev.keyhaul.core.byok.VaultHost;
import java.util.Locale;
import reactor.core.publisher.Mono;

/**
 * Sends requests for rehearsal hosts to a port on the loopback address, with the original host in a
 * header.
 *
 * <p>The SDK refuses a credential over plain http, and compares the challenge with the host that it
 * asks; so it keeps {@code https://NAME.vault.keyhaul.invalid}, and the address changes here, below
 * all its checks.
 */
record RelayHttpClient(HttpClient loopback, int port) implements HttpClient {
    private static final HttpHeaderName ORIGINAL_HOST =
            HttpHeaderName.fromString(VaultHost.REHEARSAL_HOST_HEADER);

    @Override
    public Mono<HttpResponse> send(HttpRequest request) {
        return send(request, Context.NONE);
    }

    @Override
    public Mono<HttpResponse> send(HttpRequest request, Context context) {
        return Mono.defer(() -> loopback.send(relayed(request), context));
    }

    @Override
    public HttpResponse sendSync(HttpRequest request, Context context) {
        return loopback.sendSync(relayed(request), context);
    }

    private HttpRequest relayed(HttpRequest request) {
        String host = request.getUrl().getHost();
        if (!isRehearsal(host.toLowerCase(Locale.ROOT))) {
            throw new IllegalStateException("a relay is for rehearsal hosts, not for " + host);
        }
        return request.copy()
                .setUrl("http://127.0.0.1:" + port + request.getUrl().getFile())
                .setHeader(ORIGINAL_HOST, host);
    }

    private static boolean isRehearsal(String host) {
        return host.endsWith("." + VaultHost.REHEARSAL_SUFFIX)
                || host.endsWith("." + VaultHost.REHEARSAL_HSM_SUFFIX);
    }
}
