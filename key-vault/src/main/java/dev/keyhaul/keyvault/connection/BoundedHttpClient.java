package dev.keyhaul.keyvault.connection;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import reactor.core.publisher.Mono;

/**
 * The one door to the network: it reads answers up to a limit, and notes in the call's {@link
 * Exchange} which change was sent. A {@link Connection} has no other client.
 */
public final class BoundedHttpClient implements HttpClient {
    /** As azure-core names what has its clients read a whole body, of any length, themselves. */
    private static final String EAGERLY_READ = "azure-eagerly-read-response";

    /** Nobody has taken the connection, or the server was refused before anything was sent. */
    private static final List<Class<? extends Exception>> BEFORE_SENDING =
            List.of(
                    ConnectException.class,
                    HttpConnectTimeoutException.class,
                    UnknownHostException.class,
                    UnresolvedAddressException.class,
                    SSLHandshakeException.class);

    private final HttpClient client;

    private BoundedHttpClient(HttpClient client) {
        this.client = client;
    }

    public static BoundedHttpClient over(HttpClient client) {
        return new BoundedHttpClient(client);
    }

    @Override
    public HttpResponse sendSync(HttpRequest request, Context context) {
        Optional<Exchange> exchange = begin(request, context);
        try {
            HttpResponse answer = read(request, client.sendSync(request, streamed(context)));
            exchange.ifPresent(e -> e.answered(answer.getStatusCode()));
            return answer;
        } catch (RuntimeException e) {
            throw noted(exchange, e);
        }
    }

    @Override
    public Mono<HttpResponse> send(HttpRequest request) {
        return send(request, Context.NONE);
    }

    @Override
    public Mono<HttpResponse> send(HttpRequest request, Context context) {
        return Mono.defer(
                () -> {
                    Optional<Exchange> exchange = begin(request, context);
                    return client.send(request, streamed(context))
                            .flatMap(answer -> readLater(request, answer))
                            .doOnNext(
                                    answer ->
                                            exchange.ifPresent(
                                                    e -> e.answered(answer.getStatusCode())))
                            .onErrorMap(RuntimeException.class, e -> noted(exchange, e));
                });
    }

    private static Optional<Exchange> begin(HttpRequest request, Context context) {
        if (Thread.currentThread().isInterrupted()) {
            throw new UncheckedIOException(new InterruptedIOException("nothing was sent"));
        }
        Optional<Exchange> exchange = Exchange.of(context);
        KeyChange.of(request)
                .ifPresent(
                        change ->
                                exchange.orElseThrow(
                                                () ->
                                                        new IllegalStateException(
                                                                "a change is sent in an exchange"))
                                        .sending(change));
        return exchange;
    }

    private static RuntimeException noted(Optional<Exchange> exchange, RuntimeException failure) {
        if (BEFORE_SENDING.stream().anyMatch(type -> Causes.of(failure, type) != null)) {
            exchange.ifPresent(Exchange::notSent);
        }
        return failure;
    }

    private static Context streamed(Context context) {
        return context.addData(EAGERLY_READ, false);
    }

    private static HttpResponse read(HttpRequest request, HttpResponse answer) {
        try (HttpResponse streamed = ofVault(answer)) {
            ReadAnswer.Body body = new ReadAnswer.Body();
            streamed.writeBodyTo(body);
            return new ReadAnswer(request, streamed, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Mono<HttpResponse> readLater(HttpRequest request, HttpResponse answer) {
        ReadAnswer.Body body = new ReadAnswer.Body();
        return ofVault(answer)
                .getBody()
                .doOnNext(body::add)
                .then(Mono.fromSupplier(() -> new ReadAnswer(request, answer, body)));
    }

    /**
     * A proxy that wants a password answers in the vault's place, and the JDK gives its answer no
     * body: the SDK would fail over that (seen in azure-core-http-jdk-httpclient 1.1.4).
     */
    private static HttpResponse ofVault(HttpResponse answer) {
        if (answer.getStatusCode() == HttpURLConnection.HTTP_PROXY_AUTH) {
            throw new UncheckedIOException(
                    new ProtocolException("the proxy requires a user name and a password (407)"));
        }
        return answer;
    }
}
