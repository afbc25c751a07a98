package dev.keyhaul.keyvault.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.fixture.OpenSsl;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which root the servers of a vault had: DigiCert's own, of the JDK, or one that has its name. */
class SeenRootsTest {
    private static final String HOST = "contoso-kv.vault.azure.net";
    private static final String NAME = "DigiCert Global Root G2";

    @TempDir Path folder;
    private final ServerCertificates seen = new ServerCertificates(HOST, new AcceptingPlatform());
    private X509Certificate azures;
    private X509Certificate proxys;
    private X509Certificate proxysServer;

    @BeforeEach
    void makeRoots() throws Exception {
        azures = rootOfTheJdk();
        Path key = folder.resolve("root.key");
        Path root = folder.resolve("root.pem");
        Files.write(root, make(key, "/C=US/O=DigiCert Inc/OU=www.digicert.com/CN=" + NAME));
        proxys = certificate(Files.readAllBytes(root));
        proxysServer =
                certificate(
                        make(
                                folder.resolve("server.key"),
                                "/CN=" + HOST,
                                "-CA",
                                root.toString(),
                                "-CAkey",
                                key.toString()));
    }

    private byte[] make(Path key, String subject, String... more) throws Exception {
        List<String> words = new ArrayList<>(List.of("-keyout", key.toString(), "-subj", subject));
        words.addAll(List.of(more));
        return new OpenSsl(folder)
                .make("req -x509 -newkey rsa:2048 -nodes", words.toArray(String[]::new));
    }

    private static X509Certificate certificate(byte[] pem) throws Exception {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(pem));
    }

    private static X509Certificate rootOfTheJdk() throws Exception {
        KeyStore trusted =
                KeyStore.getInstance(
                        new File(System.getProperty("java.home"), "lib/security/cacerts"),
                        "changeit".toCharArray());
        for (String alias : Collections.list(trusted.aliases())) {
            X509Certificate root = (X509Certificate) trusted.getCertificate(alias);
            if (root.getSubjectX500Principal().getName().contains("CN=" + NAME + ",")) {
                return root;
            }
        }
        throw new AssertionError("the JDK does not have " + NAME);
    }

    private void connect(X509Certificate... chain) throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine(HOST, 443);
        seen.checkServerTrusted(chain, "UNKNOWN", engine);
    }

    private void requireAzures() throws Exception {
        seen.requireAzures(VaultHost.parseUrl("https://" + HOST));
    }

    @Test
    void rootOfAzure_isNamed_andTaken() throws Exception {
        connect(azures);

        assertThat(seen.root()).contains(KekRecord.TlsRoot.of(azures));
        assertThat(seen.root().orElseThrow().isAzures()).isTrue();
        assertThatCode(this::requireAzures).doesNotThrowAnyException();
    }

    /** The server sends no root; and its root has DigiCert's name, word for word. */
    @Test
    void rootOfAProxy_withDigiCertsName_isRefused() throws Exception {
        assertThat(proxys.getSubjectX500Principal()).isEqualTo(azures.getSubjectX500Principal());
        connect(proxysServer);

        assertThat(seen.root()).contains(KekRecord.TlsRoot.of(proxys));
        assertThatThrownBy(this::requireAzures)
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.TLS_ROOT))
                .hasMessageContaining("chains to 'CN=" + NAME + ",")
                .hasMessageContaining("which is not one of Azure's roots");
    }

    /** One connection is passed on, and the next one is broken open. */
    @Test
    void oneConnectionOfSeveral_isEnoughToRefuse() throws Exception {
        connect(proxysServer);
        connect(azures);

        assertThatThrownBy(this::requireAzures).isInstanceOf(RefusedException.class);
    }

    @Test
    void afterTheCheck_everyOtherRootEndsTheHandshake() throws Exception {
        connect(azures);
        requireAzures();

        assertThatThrownBy(() -> connect(proxysServer))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("at a root of Azure");
        assertThat(seen.root().orElseThrow().isAzures()).isFalse();
    }

    @Test
    void noConnection_isNoRootOfAzure() {
        assertThat(seen.root()).isEmpty();
        assertThatThrownBy(this::requireAzures).isInstanceOf(RefusedException.class);
    }

    /** What nobody saw may be anyone: only a rehearsal has nothing to lose. */
    @Test
    void unknownServer_isOfARehearsalAlone() throws Exception {
        VaultHost rehearsal = VaultHost.parseUrl("https://contoso.vault.keyhaul.invalid");
        assertThatCode(() -> SeenServer.UNKNOWN.requireAzures(rehearsal))
                .doesNotThrowAnyException();
        VaultHost real = VaultHost.parseUrl("https://" + HOST);
        assertThatThrownBy(() -> SeenServer.UNKNOWN.requireAzures(real))
                .isInstanceOf(RefusedException.class);
    }

    /** What a company's machine does: it trusts the proxy's root as well. */
    private final class AcceptingPlatform extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return List.of(azures, proxys).toArray(X509Certificate[]::new);
        }
    }
}
