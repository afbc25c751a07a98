package dev.keyhaul.keyvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import dev.keyhaul.core.byok.VaultHost;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A vault of another tenant than the one that is signed in to: its challenge names its tenant. */
class OtherTenantTest {
    private static final String TENANT = "0f0e0d0c-1a2b-4c3d-8e4f-5a6b7c8d9e0f";

    @Test
    void credentialOfAnotherTenant_isSentToTheVaultsTenant() throws Exception {
        KeyVault vault =
                connect(
                        "a",
                        TENANT,
                        request ->
                                Mono.error(
                                        new ClientAuthenticationException(
                                                "not configured to acquire tokens for tenant "
                                                        + request.getTenantId(),
                                                null)));

        assertHint(vault, "sign in with 'az login --tenant " + TENANT + "'");
    }

    @Test
    void tokenThatTheVaultDoesNotTake_isSentToTheVaultsTenant() throws Exception {
        KeyVault vault =
                connect(
                        "b",
                        TENANT,
                        request ->
                                Mono.just(new AccessToken("t", OffsetDateTime.now().plusHours(1))));

        assertHint(vault, "sign in to the vault's tenant, az login --tenant " + TENANT);
    }

    /** What a server names goes into a command to type. */
    @Test
    void tenantThatIsNoName_isNotShown() throws Exception {
        KeyVault vault =
                connect(
                        "c",
                        "x;reboot",
                        request -> Mono.error(new ClientAuthenticationException("none", null)));

        assertHint(vault, "sign in with 'az login'");
    }

    private static void assertHint(KeyVault vault, String hint) {
        assertThatThrownBy(() -> vault.show("tenant"))
                .isInstanceOfSatisfying(
                        KeyVaultException.class,
                        e ->
                                assertThat(e.hint())
                                        .hasValueSatisfying(h -> assertThat(h).contains(hint)));
    }

    /** The SDK keeps challenges by host: each test has its own. */
    private static KeyVault connect(String host, String tenant, TokenCredential credential)
            throws Exception {
        String challenge =
                "Bearer authorization=\"https://login.microsoftonline.com/"
                        + tenant
                        + "\", resource=\"https://vault.azure.net\"";
        HttpClient http = request -> Mono.just(new Unauthorized(request, challenge));
        return ScriptedVault.over(
                VaultHost.parseUrl("https://other-tenant-" + host + ".vault.azure.net"),
                credential,
                http);
    }

    /** The answer that a vault gives to a request without a token, or with a wrong one. */
    private static final class Unauthorized extends HttpResponse {
        private static final String BODY =
                "{\"error\":{\"code\":\"Unauthorized\",\"message\":\"no\"}}";

        private final HttpHeaders headers =
                new HttpHeaders().set(HttpHeaderName.CONTENT_TYPE, "application/json");

        Unauthorized(HttpRequest request, String challenge) {
            super(request);
            headers.set(HttpHeaderName.WWW_AUTHENTICATE, challenge);
        }

        @Override
        public int getStatusCode() {
            return 401;
        }

        @Override
        @Deprecated
        public String getHeaderValue(String name) {
            return headers.getValue(HttpHeaderName.fromString(name));
        }

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }

        @Override
        public Flux<ByteBuffer> getBody() {
            return Flux.just(ByteBuffer.wrap(BODY.getBytes(StandardCharsets.UTF_8)));
        }

        @Override
        public Mono<byte[]> getBodyAsByteArray() {
            return Mono.just(BODY.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public Mono<String> getBodyAsString() {
            return Mono.just(BODY);
        }

        @Override
        public Mono<String> getBodyAsString(Charset charset) {
            return Mono.just(BODY);
        }
    }
}
