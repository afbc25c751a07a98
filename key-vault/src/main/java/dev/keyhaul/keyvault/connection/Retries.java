package dev.keyhaul.keyvault.connection;

import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.ExponentialBackoffOptions;
import com.azure.core.http.policy.RequestRetryCondition;
import com.azure.core.http.policy.RetryOptions;
import java.time.Duration;

/**
 * When a request is sent once more: the SDK's own rule would repeat an import whose answer was
 * lost, and so make a second version of the key, and repeat a failed challenge check four times.
 *
 * <p>The delay is the answer's {@code Retry-After} where it has one.
 */
final class Retries {
    private static final int MAX_RETRIES = 4;
    private static final Duration BASE_DELAY = Duration.ofMillis(800);
    private static final Duration MAX_DELAY = Duration.ofSeconds(30);

    private Retries() {}

    static RetryOptions options() {
        return new RetryOptions(
                        new ExponentialBackoffOptions()
                                .setMaxRetries(MAX_RETRIES)
                                .setBaseDelay(BASE_DELAY)
                                .setMaxDelay(MAX_DELAY))
                .setShouldRetryCondition(Retries::isWorthwhile);
    }

    private static boolean isWorthwhile(RequestRetryCondition attempt) {
        HttpResponse answer = attempt.getResponse();
        if (answer == null) {
            // No connection, or lost on the way: the operator should know at once.
            return false;
        }
        int status = answer.getStatusCode();
        // 429 and 503 say that nothing was done.
        return status == 429
                || status == 503
                || ((status == 408 || status >= 500)
                        && KeyChange.of(answer.getRequest()).isEmpty());
    }
}
