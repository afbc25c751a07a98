package dev.keyhaul.keyvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.core.credential.AccessToken;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.fixture.TestProcess;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.keyvault.access.ConnectionOptions;
import dev.keyhaul.keyvault.connection.Connection;
import dev.keyhaul.keyvault.key.VaultProtection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.OffsetDateTime;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** An application's proxy, to a server that this machine trusts, and that is not Azure's. */
class ApplicationsProxyTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir static Path folder;
    private static Path keys;

    @BeforeAll
    static void makeCertificate() throws Exception {
        keys = folder.resolve("server.p12");
        TestProcess.of(
                        "keytool",
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=company",
                        "-ext",
                        "SAN=dns:*.vault.azure.net",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        keys.toString())
                .run()
                .requireDone();
    }

    /** A vault of that name, which speaks TLS. */
    private static ScriptedVault server(Path keys) throws Exception {
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(KeyStore.getInstance(keys.toFile(), PASSWORD), PASSWORD);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(factory.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create();
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        Path own = Files.createTempDirectory(keys.getParent(), "vault");
        return new ScriptedVault(own, "token", "vault.azure.net", server);
    }

    private static KeyVault connect(ScriptedVault server, Path keys, ConnectionOptions options)
            throws Exception {
        return new KeyVault(
                Connection.application(
                        server.host(),
                        request ->
                                Mono.just(
                                        new AccessToken(
                                                "token", OffsetDateTime.now().plusHours(1))),
                        options,
                        KeyStore.getInstance(keys.toFile(), PASSWORD)));
    }

    private static ConnectionOptions through(TunnelProxy proxy) {
        return ConnectionOptions.builder().proxy(proxy.address()).build();
    }

    @Test
    void requests_goThroughTheProxy() throws Exception {
        try (ScriptedVault server = server(keys);
                TunnelProxy proxy = new TunnelProxy(server.port(), "")) {
            server.answer(200, server.key("tenant", ""));

            connect(server, keys, through(proxy)).show("tenant");

            assertThat(proxy.asked())
                    .isNotEmpty()
                    .containsOnly("CONNECT " + server.host().host() + ":443 HTTP/1.1");
        }
    }

    /** Whoever breaks TLS open sees the key, or swaps the KEK. */
    @Test
    void proxyThatBreaksTlsOpen_getsNoSoftwareKey_andNoKekIsMade() throws Exception {
        try (ScriptedVault server = server(keys);
                TunnelProxy proxy = new TunnelProxy(server.port(), "");
                SoftwareKey key = TestKeys.softwareKey(TestKeys.rsa2048())) {
            server.answer(404, ScriptedVault.error("KeyNotFound", "none"));
            ConnectionOptions options = through(proxy);

            assertTlsRoot(
                    () ->
                            KeyImport.into(connect(server, keys, options), "tenant")
                                    .build()
                                    .underNewKek(key));
            assertTlsRoot(
                    () ->
                            connect(server, keys, options)
                                    .importSoftwareKey(
                                            "tenant",
                                            key,
                                            VaultProtection.SOFTWARE,
                                            ImportOptions.tenantKey()));
            assertThat(server.authorised())
                    .isNotEmpty()
                    .allSatisfy(request -> assertThat(request.method()).isEqualTo("GET"));
        }
    }

    private static void assertTlsRoot(ThrowingCallable call) {
        assertThat(catchThrowableOfType(RefusedException.class, call))
                .hasMessageContaining("chains to 'CN=company'")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.TLS_ROOT));
    }

    @Test
    void proxyThatWantsAPassword_isSaidToBeTheReason() throws Exception {
        try (ScriptedVault server = server(keys);
                TunnelProxy proxy = new TunnelProxy(server.port(), "Proxy-Authorization: ")) {
            KeyVault vault = connect(server, keys, through(proxy));

            assertThatThrownBy(() -> vault.show("tenant"))
                    .isInstanceOf(KeyVaultException.class)
                    .hasMessageContaining("407");
            assertThat(server.requests()).isEmpty();
        }
    }
}
