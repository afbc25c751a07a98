package dev.keyhaul.keyvault.access;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.exception.ClientAuthenticationException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.localvault.LocalVaultAccess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Set;
import reactor.core.publisher.Mono;

/**
 * The credential for a local vault, in the place of the one that an application has in Azure: so
 * that the application's own way to a vault can be tested on a local one.
 *
 * <pre>{@code
 * RehearsalCredential credential = RehearsalCredential.of(local.accessFile());
 * KeyVault vault = KeyVault.connect(local.host("contoso"), credential, options);
 * }</pre>
 *
 * <p>It says that it is a rehearsal's: {@link dev.keyhaul.keyvault.KeyVault#connect} refuses it for
 * a real vault, and any other for a local one; and it gives its token for local vaults only, also
 * inside a credential of the application's. Immutable; the file is read when it is needed.
 *
 * @since 0.1.0
 */
public final class RehearsalCredential implements TokenCredential {
    private static final Set<String> SCOPES =
            Set.of(scope(VaultHost.REHEARSAL_SUFFIX), scope(VaultHost.REHEARSAL_HSM_SUFFIX));

    private static final int VALID_HOURS = 12;

    private final Path accessFile;

    private RehearsalCredential(Path accessFile) {
        this.accessFile = accessFile;
    }

    /**
     * Returns the credential in an access file.
     *
     * @param accessFile the file that the local vault wrote when it started; readable by its owner
     *     alone
     */
    public static RehearsalCredential of(Path accessFile) {
        Arguments.notNull("accessFile", accessFile);
        return new RehearsalCredential(accessFile);
    }

    /** Returns the file that the credential is in. */
    public Path accessFile() {
        return accessFile;
    }

    private static String scope(String suffix) {
        return "https://" + suffix + "/.default";
    }

    @Override
    public Mono<AccessToken> getToken(TokenRequestContext request) {
        Arguments.notNull("request", request);
        return Mono.fromSupplier(() -> getTokenSync(request));
    }

    /**
     * Returns the local vault's token.
     *
     * @throws ClientAuthenticationException if it is asked for anything but a local vault, or the
     *     file cannot be read
     */
    @Override
    public AccessToken getTokenSync(TokenRequestContext request) {
        if (!SCOPES.containsAll(request.getScopes())) {
            throw new ClientAuthenticationException(
                    "a rehearsal's credential is for local vaults, and not for "
                            + String.join(" ", request.getScopes()),
                    null);
        }
        try (LocalVaultAccess access = LocalVaultAccess.read(accessFile)) {
            // A String, because the SDK's AccessToken takes no other.
            String token = access.withRawToken(raw -> new String(raw, StandardCharsets.US_ASCII));
            return new AccessToken(
                    token, OffsetDateTime.now(ZoneOffset.UTC).plusHours(VALID_HOURS));
        } catch (KeyTransferException e) {
            throw new ClientAuthenticationException(String.valueOf(e.getMessage()), null, e);
        }
    }
}
