package dev.keyhaul.keyvault.connection;

import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpPipelinePosition;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpLoggingPolicy;
import com.azure.core.http.policy.HttpPipelinePolicy;
import dev.keyhaul.core.event.Retry;
import dev.keyhaul.core.event.VaultRequest;
import dev.keyhaul.core.notice.Notifier;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Tells a listener of each request that is sent: of its line and its answer's status alone. */
record ToldRequests(Notifier notifier) implements HttpPipelinePolicy {
    private static final String LAST_STATUS = "keyhaul-last-status";
    private static final int NO_ANSWER = 0;

    @Override
    public Mono<HttpResponse> process(
            HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
        return Mono.defer(
                () -> {
                    Sent sent = new Sent(context);
                    return next.process()
                            .doOnSuccess(sent::tell)
                            .doOnError(error -> sent.tell(null));
                });
    }

    @Override
    public HttpResponse processSync(
            HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
        Sent sent = new Sent(context);
        HttpResponse answer = null;
        try {
            answer = next.processSync();
            return answer;
        } finally {
            sent.tell(answer);
        }
    }

    @Override
    public HttpPipelinePosition getPipelinePosition() {
        return HttpPipelinePosition.PER_RETRY;
    }

    /** A request on its way. */
    private final class Sent {
        private final HttpPipelineCallContext context;
        private final String host;
        private final String method;
        private final String path;
        private final long begun;

        Sent(HttpPipelineCallContext context) {
            HttpRequest request = context.getHttpRequest();
            this.context = context;
            this.host = request.getUrl().getHost();
            this.method = request.getHttpMethod().toString();
            this.path = request.getUrl().getPath();
            tellIfAgain();
            this.begun = System.nanoTime();
        }

        /** The number is the retry policy's; a challenge that is answered is no retry. */
        private void tellIfAgain() {
            int attempt = number(HttpLoggingPolicy.RETRY_COUNT_CONTEXT);
            int status = number(LAST_STATUS);
            if (attempt > 1 && status != NO_ANSWER) {
                Retry retry = new Retry(host, method, path, status, attempt);
                notifier.tell(listener -> listener.retry(retry));
            }
            context.setData(LAST_STATUS, NO_ANSWER);
        }

        private int number(String name) {
            return context.getData(name)
                    .filter(Integer.class::isInstance)
                    .map(Integer.class::cast)
                    .orElse(NO_ANSWER);
        }

        void tell(@Nullable HttpResponse answer) {
            int status = answer == null ? NO_ANSWER : answer.getStatusCode();
            context.setData(LAST_STATUS, status);
            VaultRequest request =
                    new VaultRequest(
                            host,
                            method,
                            path,
                            status >= 200 && status < 300,
                            answer == null ? "no answer" : String.valueOf(status),
                            Duration.ofNanos(System.nanoTime() - begun));
            notifier.tell(listener -> listener.vaultRequest(request));
        }
    }
}
