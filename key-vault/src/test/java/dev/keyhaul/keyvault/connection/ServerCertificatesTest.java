package dev.keyhaul.keyvault.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.keyhaul.core.fixture.TestProcess;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chain of the very connection is noted, and nobody is trusted for it. */
@Tag("long")
class ServerCertificatesTest {
    private static final String HOST = "127.0.0.1";
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir Path folder;
    private KeyStore store;
    private HttpsServer server;

    @BeforeEach
    void start() throws Exception {
        store = keyStore("SAN=ip:127.0.0.1");
        server = server(store);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void trustedServer_itsChainIsNoted() throws Exception {
        ServerCertificates certificates = ServerCertificates.of(HOST, store);
        assertThat(certificates.base64Der()).isEmpty();

        get(certificates);

        assertThat(certificates.base64Der())
                .containsExactly(
                        Base64.getEncoder().encodeToString(store.getCertificate("k").getEncoded()));
    }

    @Test
    void unknownIssuer_isRefusedAndNotNoted() {
        ServerCertificates certificates = ServerCertificates.of(HOST, null);

        assertThatThrownBy(() -> get(certificates)).isInstanceOf(SSLException.class);
        assertThat(certificates.base64Der()).isEmpty();
    }

    @Test
    void anotherHostsCertificate_isRefusedAndNotNoted() throws Exception {
        stop();
        store = keyStore("SAN=dns:contoso.vault.azure.net");
        server = server(store);
        ServerCertificates certificates = ServerCertificates.of(HOST, store);

        assertThatThrownBy(() -> get(certificates)).isInstanceOf(SSLException.class);
        assertThat(certificates.base64Der()).isEmpty();
    }

    @Test
    void signInAfterTheVault_theVaultsChainStays() throws Exception {
        KeyStore loginStore = keyStore("SAN=dns:localhost");
        HttpsServer login = server(loginStore);
        try {
            KeyStore both = KeyStore.getInstance("PKCS12");
            both.load(null, null);
            both.setCertificateEntry("vault", store.getCertificate("k"));
            both.setCertificateEntry("login", loginStore.getCertificate("k"));
            ServerCertificates certificates = ServerCertificates.of(HOST, both);

            get(certificates, "localhost", login);
            assertThat(certificates.base64Der()).isEmpty();
            get(certificates);
            get(certificates, "localhost", login);

            assertThat(certificates.base64Der())
                    .containsExactly(
                            Base64.getEncoder()
                                    .encodeToString(store.getCertificate("k").getEncoded()));
        } finally {
            login.stop(0);
        }
    }

    private void get(ServerCertificates certificates) throws Exception {
        get(certificates, HOST, server);
    }

    private static void get(ServerCertificates certificates, String host, HttpsServer server)
            throws Exception {
        HttpClient client = HttpClient.newBuilder().sslContext(certificates.context()).build();
        URI uri = URI.create("https://" + host + ":" + server.getAddress().getPort() + "/");
        assertThat(
                        client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                                .statusCode())
                .isEqualTo(404);
    }

    private static HttpsServer server(KeyStore store) throws Exception {
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        HttpsServer server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.start();
        return server;
    }

    /** Made by keytool, because the JDK has no API for certificates. */
    private KeyStore keyStore(String subjectAlternativeName) throws Exception {
        Path file = Files.createTempFile(folder, "server", ".p12");
        Files.delete(file);
        TestProcess.of(
                        "keytool",
                        "-genkeypair",
                        "-alias",
                        "k",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=test",
                        "-ext",
                        subjectAlternativeName,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        file.toString())
                .run()
                .requireDone();
        KeyStore keyStore = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keyStore.load(in, PASSWORD);
        }
        return keyStore;
    }
}
