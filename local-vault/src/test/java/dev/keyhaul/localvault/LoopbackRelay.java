package dev.keyhaul.localvault;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.util.Context;
import dev.keyhaul.core.byok.VaultHost;
import java.net.URI;
import java.net.URL;
import reactor.core.publisher.Mono;

/** Sends the SDK's requests to the local vault and keeps the host that they were for. */
final class LoopbackRelay implements HttpClient {
    private static final HttpHeaderName HOST =
            HttpHeaderName.fromString(VaultHost.REHEARSAL_HOST_HEADER);

    private final HttpClient client = new JdkHttpClientBuilder().build();
    private final URI loopback;

    LoopbackRelay(URI loopback) {
        this.loopback = loopback;
    }

    @Override
    public Mono<HttpResponse> send(HttpRequest request) {
        return client.send(redirected(request));
    }

    @Override
    public HttpResponse sendSync(HttpRequest request, Context context) {
        return client.sendSync(redirected(request), context);
    }

    private HttpRequest redirected(HttpRequest request) {
        URL wanted = request.getUrl();
        return request.copy().setUrl(loopback + wanted.getFile()).setHeader(HOST, wanted.getHost());
    }
}
