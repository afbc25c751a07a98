package dev.keyhaul.keyvault.connection;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpPipelinePosition;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Notes the {@code Date} of each answer (RFC 9110 §6.6.1): a clock that is not this host's. */
public final class ServerClock implements HttpPipelinePolicy {
    private final AtomicReference<@Nullable Instant> last = new AtomicReference<>();

    public Optional<Instant> last() {
        return Optional.ofNullable(last.get());
    }

    @Override
    public Mono<HttpResponse> process(
            HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
        return next.process().doOnNext(this::note);
    }

    @Override
    public HttpResponse processSync(
            HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
        HttpResponse answer = next.processSync();
        note(answer);
        return answer;
    }

    @Override
    public HttpPipelinePosition getPipelinePosition() {
        return HttpPipelinePosition.PER_RETRY;
    }

    private void note(HttpResponse answer) {
        String date = answer.getHeaderValue(HttpHeaderName.DATE);
        if (date != null) {
            try {
                last.set(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)));
            } catch (DateTimeException e) {
                // A date that cannot be read tells no time: the answer itself is as good.
            }
        }
    }
}
