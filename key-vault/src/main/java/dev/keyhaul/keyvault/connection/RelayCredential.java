package dev.keyhaul.keyvault.connection;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import dev.keyhaul.core.localvault.LocalVaultAccess;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import reactor.core.publisher.Mono;

/** The local vault's bearer token, which is worth nothing anywhere else. */
final class RelayCredential implements TokenCredential {
    private static final int VALID_HOURS = 12;

    // A String, because the SDK's AccessToken takes no other.
    private final String token;

    private RelayCredential(String token) {
        this.token = token;
    }

    static RelayCredential of(LocalVaultAccess access) {
        return new RelayCredential(
                access.withRawToken(raw -> new String(raw, StandardCharsets.US_ASCII)));
    }

    @Override
    public Mono<AccessToken> getToken(TokenRequestContext request) {
        return Mono.fromSupplier(() -> getTokenSync(request));
    }

    @Override
    public AccessToken getTokenSync(TokenRequestContext request) {
        return new AccessToken(token, OffsetDateTime.now(ZoneOffset.UTC).plusHours(VALID_HOURS));
    }
}
