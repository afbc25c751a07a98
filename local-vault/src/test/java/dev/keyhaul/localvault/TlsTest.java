package dev.keyhaul.localvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.KeyClientBuilder;
import com.azure.security.keyvault.keys.cryptography.CryptographyClient;
import com.azure.security.keyvault.keys.cryptography.models.SignatureAlgorithm;
import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import dev.keyhaul.core.fixture.TestProcess;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Azure's SDK without a relay: TLS, and the certificate that was written beside the token. */
class TlsTest {
    @TempDir Path folder;

    /** What a user writes to trust one PEM file. */
    private static SSLContext trusting(Path pem) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(pem)) {
            trusted.setCertificateEntry(
                    "local vault", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    @Test
    void sdk_worksWithoutRelay_onLocalhostAndTheAddress() throws Exception {
        try (RunningVault vault = RunningVault.start(RunningVault.options(folder).tlsPort(0))) {
            SSLContext tls = trusting(vault.server().certificateFile().orElseThrow());
            int port = vault.server().tlsAddress().orElseThrow().getPort();
            for (String host : new String[] {"127.0.0.1", "localhost"}) {
                KeyClient keys =
                        new KeyClientBuilder()
                                .vaultUrl("https://" + host + ":" + port)
                                .credential(vault.credential())
                                .disableChallengeResourceVerification()
                                .httpClient(
                                        new JdkHttpClientBuilder(
                                                        HttpClient.newBuilder().sslContext(tls))
                                                .build())
                                .buildClient();

                KeyVaultKey key = keys.createRsaKey(new CreateRsaKeyOptions("k"));
                CryptographyClient crypto =
                        keys.getCryptographyClient("k", key.getProperties().getVersion());

                assertThat(key.getId())
                        .startsWith("https://rehearsal.vault.keyhaul.invalid/keys/k/");
                assertThat(crypto.sign(SignatureAlgorithm.RS256, new byte[32]).getSignature())
                        .hasSize(256);
                for (int i = 0; i < 26; i++) {
                    keys.createRsaKey(new CreateRsaKeyOptions("k"));
                    if (host.equals("localhost")) {
                        break;
                    }
                }
                assertThat(keys.listPropertiesOfKeyVersions("k"))
                        .hasSize(host.equals("localhost") ? 29 : 27);
            }
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void certificate_isTrustedByWhoWasToldAlone_andTheTokenIsStillAsked() throws Exception {
        try (RunningVault vault = RunningVault.start(RunningVault.options(folder).tlsPort(0))) {
            URI address = vault.server().tlsAddress().orElseThrow();
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(address + "/keys?api-version=7.6")).build();

            assertThat(address.toString()).startsWith("https://127.0.0.1:");
            assertThatThrownBy(
                            () ->
                                    HttpClient.newHttpClient()
                                            .send(request, HttpResponse.BodyHandlers.ofString()))
                    .isInstanceOf(SSLHandshakeException.class);
            HttpResponse<String> answer =
                    HttpClient.newBuilder()
                            .sslContext(trusting(vault.server().certificateFile().orElseThrow()))
                            .build()
                            .send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(401);
        }
    }

    /** RFC 5280, section 4.2, as OpenSSL and Python 3.13 check it. */
    @Test
    void certificates_passStrictClients() throws Exception {
        try (RunningVault vault = RunningVault.start(RunningVault.options(folder).tlsPort(0))) {
            TestProcess.Result met =
                    TestProcess.of(
                                    "openssl",
                                    "s_client",
                                    "-connect",
                                    "localhost:"
                                            + vault.server().tlsAddress().orElseThrow().getPort(),
                                    "-CAfile",
                                    vault.server().certificateFile().orElseThrow().toString(),
                                    "-x509_strict",
                                    "-purpose",
                                    "sslserver",
                                    "-verify_return_error",
                                    "-verify_hostname",
                                    "localhost")
                            .run();

            assertThat(met.out()).contains("Verify return code: 0 (ok)");
        }
    }

    @Test
    void takenTlsPort_isRefused_andLeavesNothing() throws Exception {
        try (RunningVault vault = RunningVault.start(folder)) {
            int port = vault.server().address().getPort();
            assertThatThrownBy(() -> RunningVault.start(RunningVault.options(folder).tlsPort(port)))
                    .hasMessageContaining("cannot listen on 127.0.0.1 port " + port);
        }
        assertThat(folder).isEmptyDirectory();
    }
}
