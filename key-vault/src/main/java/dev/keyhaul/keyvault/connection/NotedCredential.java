package dev.keyhaul.keyvault.connection;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.exception.ClientAuthenticationException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.publisher.Mono;

/**
 * A credential that remembers the token it gave last, because the vault's challenge may choose the
 * tenant: only the token that was really sent says who its bearer is. An error names that tenant.
 */
public final class NotedCredential implements TokenCredential {
    private final TokenCredential credential;
    private final AtomicReference<AccessToken> last = new AtomicReference<>();

    public NotedCredential(TokenCredential credential) {
        this.credential = credential;
    }

    public Optional<AccessToken> last() {
        return Optional.ofNullable(last.get());
    }

    @Override
    public Mono<AccessToken> getToken(TokenRequestContext request) {
        return credential
                .getToken(request)
                .doOnNext(last::set)
                .onErrorMap(
                        ClientAuthenticationException.class,
                        e -> new SignInException(e, request.getTenantId()));
    }

    @Override
    public AccessToken getTokenSync(TokenRequestContext request) {
        try {
            AccessToken token = credential.getTokenSync(request);
            last.set(token);
            return token;
        } catch (ClientAuthenticationException e) {
            throw new SignInException(e, request.getTenantId());
        }
    }
}
