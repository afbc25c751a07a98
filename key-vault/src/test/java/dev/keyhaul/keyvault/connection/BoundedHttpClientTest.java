package dev.keyhaul.keyvault.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

/** What a call knows of a change whose request failed. */
class BoundedHttpClientTest {
    private static final KeyChange CHANGE = new KeyChange("tenant");

    private final AtomicInteger sent = new AtomicInteger();
    private final Exchange exchange = new Exchange();

    @AfterEach
    void clearFlag() {
        Thread.interrupted();
    }

    private static HttpRequest change() {
        return new HttpRequest(HttpMethod.PUT, "https://a.vault.azure.net/keys/tenant")
                .setHeader(HttpHeaderName.AUTHORIZATION, "Bearer x");
    }

    private Throwable failing(Throwable cause) {
        HttpClient network =
                request -> {
                    sent.incrementAndGet();
                    return Mono.error(cause);
                };
        return catchThrowable(
                () -> BoundedHttpClient.over(network).sendSync(change(), exchange.context()));
    }

    static Stream<Exception> beforeSending() {
        return Stream.of(
                new ConnectException("refused"),
                new HttpConnectTimeoutException("late"),
                new UnknownHostException("a"),
                new UnresolvedAddressException(),
                new SSLHandshakeException("untrusted"));
    }

    @ParameterizedTest
    @MethodSource("beforeSending")
    void changeThatNeverLeft_isNotOpen(Exception cause) {
        assertThat(failing(cause)).isNotNull();
        assertThat(exchange.open()).isEmpty();
        assertThat(sent).hasValue(1);
    }

    static Stream<Exception> afterwards() {
        return Stream.of(
                new IOException("reset"),
                new HttpTimeoutException("late"),
                new SSLException("closed"),
                new IllegalStateException("anything"));
    }

    @ParameterizedTest
    @MethodSource("afterwards")
    void changeThatMayHaveArrived_isOpen(Exception cause) {
        assertThat(failing(cause)).isNotNull();
        assertThat(exchange.open()).isEqualTo(Optional.of(CHANGE));
    }

    @Test
    void changeOfAnInterruptedThread_isNotSent() {
        Thread.currentThread().interrupt();

        assertThat(failing(new IOException("never"))).isNotNull();

        assertThat(exchange.open()).isEmpty();
        assertThat(sent).hasValue(0);
    }
}
