package dev.keyhaul.keyvault.connection;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.event.Login;
import dev.keyhaul.core.notice.Notifier;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Mono;

/** Tells a listener each time that a token of access is asked for. */
final class ToldCredential implements TokenCredential {
    private final TokenCredential credential;
    private final VaultHost vault;
    private final Notifier notifier;
    private final AtomicBoolean gaveOne = new AtomicBoolean();

    ToldCredential(TokenCredential credential, VaultHost vault, Notifier notifier) {
        this.credential = credential;
        this.vault = vault;
        this.notifier = notifier;
    }

    @Override
    public Mono<AccessToken> getToken(TokenRequestContext request) {
        return Mono.defer(
                () -> {
                    long begun = System.nanoTime();
                    return credential
                            .getToken(request)
                            .doOnSuccess(token -> tell(Login.Outcome.OK, begun))
                            .doOnError(error -> tell(outcome(error), begun));
                });
    }

    @Override
    public AccessToken getTokenSync(TokenRequestContext request) {
        long begun = System.nanoTime();
        Login.Outcome outcome = Login.Outcome.FAILED;
        try {
            AccessToken token = credential.getTokenSync(request);
            outcome = Login.Outcome.OK;
            return token;
        } catch (RuntimeException e) {
            outcome = outcome(e);
            throw e;
        } finally {
            tell(outcome, begun);
        }
    }

    private static Login.Outcome outcome(Throwable error) {
        return error instanceof SignInException ? Login.Outcome.REFUSED : Login.Outcome.FAILED;
    }

    private void tell(Login.Outcome outcome, long begun) {
        boolean again = gaveOne.get();
        if (outcome == Login.Outcome.OK) {
            gaveOne.set(true);
        }
        Login login =
                new Login(
                        vault.host(), outcome, again, Duration.ofNanos(System.nanoTime() - begun));
        notifier.tell(listener -> listener.login(login));
    }
}
