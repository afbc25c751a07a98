package dev.keyhaul.keyvault.connection;

import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpPipelinePosition;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.ProtocolException;
import reactor.core.publisher.Mono;

/**
 * A proxy that wants a password answers in the vault's place, and the JDK gives its answer no body:
 * the SDK would fail over that (seen in azure-core-http-jdk-httpclient 1.1.4).
 */
final class RefusedTunnel implements HttpPipelinePolicy {
    @Override
    public Mono<HttpResponse> process(
            HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
        return next.process().map(RefusedTunnel::ofVault);
    }

    @Override
    public HttpResponse processSync(
            HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
        return ofVault(next.processSync());
    }

    @Override
    public HttpPipelinePosition getPipelinePosition() {
        return HttpPipelinePosition.PER_RETRY;
    }

    private static HttpResponse ofVault(HttpResponse answer) {
        if (answer.getStatusCode() == HttpURLConnection.HTTP_PROXY_AUTH) {
            throw new UncheckedIOException(
                    new ProtocolException("the proxy requires a user name and a password (407)"));
        }
        return answer;
    }
}
