package dev.keyhaul.keyvault.connection;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.exception.ClientAuthenticationException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A credential that answers in time or fails: a metadata service that takes the connection and says
 * nothing holds the SDK for a minute, and is then asked again.
 */
public record BoundedCredential(TokenCredential credential, Duration limit)
        implements TokenCredential {
    /** On a thread of its own: some credentials run a tool in the thread that subscribes. */
    @Override
    public Mono<AccessToken> getToken(TokenRequestContext request) {
        return Mono.defer(() -> credential.getToken(request))
                .subscribeOn(Schedulers.boundedElastic())
                .timeout(limit)
                .onErrorMap(
                        TimeoutException.class,
                        e ->
                                new ClientAuthenticationException(
                                        "no answer within " + limit.toSeconds() + " seconds",
                                        null,
                                        e));
    }
}
