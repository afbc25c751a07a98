package dev.keyhaul.keyvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.exception.ClientAuthenticationException;
import com.azure.identity.CredentialUnavailableException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.keyvault.connection.BoundedCredential;
import dev.keyhaul.keyvault.connection.NotedCredential;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** Who is asking, without anything of the token. */
class IdentityTest {
    private static final String CLAIMS =
            "{\"tid\":\"tenant-1\",\"oid\":\"object-1\",\"appid\":\"app-1\",\"upn\":\"u@example.com\"}";

    @TempDir Path folder;

    private static AccessToken token(String jwt) {
        return new AccessToken(jwt, OffsetDateTime.now(ZoneOffset.UTC).plusHours(1));
    }

    private static String jwt(String claims) {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        return "e30."
                + base64.encodeToString(claims.getBytes(StandardCharsets.UTF_8))
                + ".c2lnbmF0dXJl";
    }

    @Test
    void claims_areRead() throws Exception {
        assertThat(Identity.of(token(jwt(CLAIMS))))
                .isEqualTo(new Identity("tenant-1", "object-1", "app-1", "u@example.com"));
    }

    @Test
    void claims_ofAVersion2Token_areRead() throws Exception {
        assertThat(Identity.of(token(jwt("{\"tid\":\"t\",\"oid\":\"o\",\"azp\":\"a\"}"))))
                .isEqualTo(new Identity("t", "o", "a", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "e30.eyJ0aWQiOjF9.c2ln",
                "e30.e30.c2ln",
                "opaque-secret",
                "a.opaque-secret.b",
                "a.b",
                "..",
                "e30.e30.",
                ""
            })
    void tokenWithoutClaims_isAnErrorThatDoesNotShowIt(String jwt) {
        assertThatThrownBy(() -> Identity.of(token(jwt)))
                .isInstanceOf(KeyVaultException.class)
                .hasMessageStartingWith("the access token is unusable: ")
                .hasMessageNotContaining("opaque-secret")
                .hasNoCause();
    }

    @ParameterizedTest
    @CsvSource({
        "https://contoso.vault.azure.net, https://vault.azure.net/.default",
        "https://contoso.managedhsm.azure.net, https://managedhsm.azure.net/.default",
        "https://contoso.vault.azure.cn, https://vault.azure.cn/.default",
        "https://contoso.vault.usgovcloudapi.net, https://vault.usgovcloudapi.net/.default",
        "https://contoso.managedhsm.chinacloudapi.cn, https://managedhsm.chinacloudapi.cn/.default"
    })
    void identity_beforeAnyRequest_asksForTheCloudsOwnScope(String url, String scope)
            throws Exception {
        List<String> scopes = new ArrayList<>();
        KeyVault vault =
                KeyVault.connect(
                        VaultHost.parseUrl(url),
                        request -> {
                            scopes.addAll(request.getScopes());
                            return Mono.just(token(jwt(CLAIMS)));
                        });

        assertThat(vault.identity().tenantId()).isEqualTo("tenant-1");
        assertThat(scopes).containsExactly(scope);
    }

    @Test
    void notedCredential_remembersTheTokenThatWasSent() {
        TokenCredential credential =
                request -> Mono.just(token(jwt("{\"tid\":\"" + request.getTenantId() + "\"}")));
        NotedCredential noted = new NotedCredential(credential);
        assertThat(noted.last()).isEmpty();

        AccessToken first = noted.getTokenSync(new TokenRequestContext().setTenantId("a"));
        assertThat(noted.last()).containsSame(first);
        AccessToken second = noted.getToken(new TokenRequestContext().setTenantId("b")).block();
        assertThat(noted.last()).containsSame(second);
    }

    @Test
    void rehearsal_hasNobodysIdentity() throws Exception {
        try (ScriptedVault server = new ScriptedVault(folder)) {
            assertThat(server.connect().identity()).isEqualTo(Identity.REHEARSAL);
        }
    }

    @Test
    void noCredential_saysHowToSignIn() throws Exception {
        KeyVault vault =
                KeyVault.connect(
                        VaultHost.parseUrl("https://contoso.vault.azure.net"),
                        request ->
                                Mono.error(
                                        new CredentialUnavailableException(
                                                "Please run\n 'az login'  to set up")));

        assertThatThrownBy(vault::identity)
                .isInstanceOfSatisfying(
                        KeyVaultException.class,
                        e -> {
                            assertThat(e)
                                    .hasMessage(
                                            "cannot sign in: no credential for Azure was found");
                            assertThat(e.reason()).isEqualTo(Reason.CREDENTIAL_MISSING);
                        });
    }

    @Test
    void refusedSignIn_saysWhyWithoutTheTrace() throws Exception {
        assertThat(
                        signInError(
                                Mono.error(
                                        new ClientAuthenticationException(
                                                "Failed to acquire token: AADSTS7000215: Invalid client"
                                                        + " secret provided. Trace ID: 1-2-3",
                                                null))))
                .hasMessage(
                        "cannot sign in: the sign-in was refused: AADSTS7000215: Invalid client"
                                + " secret provided");
        assertThat(
                        signInError(
                                Mono.error(
                                        new ClientAuthenticationException("x".repeat(400), null))))
                .hasMessage("cannot sign in: the credential failed");
    }

    @Test
    void credentialThatNeverAnswers_isGivenUp() throws Exception {
        assertThat(
                        signInError(
                                new BoundedCredential(request -> Mono.never(), Duration.ofMillis(1))
                                        .getToken(new TokenRequestContext())))
                .hasMessage("cannot sign in: the credential did not respond in time");
    }

    private static KeyVaultException signInError(Mono<AccessToken> answer) throws Exception {
        KeyVault vault =
                KeyVault.connect(
                        VaultHost.parseUrl("https://contoso.vault.azure.net"), request -> answer);
        return catchThrowableOfType(KeyVaultException.class, vault::identity);
    }
}
