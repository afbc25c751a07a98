package dev.keyhaul.keyvault.connection;

import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.VaultHost;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Notes the certificate chains that a vault presented on the very connections that its answers came
 * through; a second handshake could meet another server.
 *
 * <p>Every decision is the platform's: a chain is noted after the platform has accepted it, and
 * only when the peer is the vault. The JDK's HTTP client names its peer through an {@link
 * SSLEngine}, behind a proxy too; a chain without one is nobody's and is not noted.
 */
final class ServerCertificates extends X509ExtendedTrustManager implements SeenServer {
    private final String host;
    private final X509ExtendedTrustManager platform;
    private final Set<List<X509Certificate>> accepted = new LinkedHashSet<>();
    private boolean azuresAlone;

    /**
     * Trusts what the platform trusts.
     *
     * @param host the vault's, the only one whose chain is noted
     * @param trusted the roots; null for the platform's own
     */
    static ServerCertificates of(String host, @Nullable KeyStore trusted) {
        return new ServerCertificates(host, platformTrust(trusted));
    }

    ServerCertificates(String host, X509ExtendedTrustManager platform) {
        this.host = host;
        this.platform = platform;
    }

    private static X509ExtendedTrustManager platformTrust(@Nullable KeyStore trusted) {
        try {
            TrustManagerFactory factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            return Arrays.stream(factory.getTrustManagers())
                    .filter(X509ExtendedTrustManager.class::isInstance)
                    .map(X509ExtendedTrustManager.class::cast)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no X.509 trust manager"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "the platform's trusted certificates cannot be read", e);
        }
    }

    /** Returns a TLS context that notes chains here. */
    SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {this}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform has no TLS", e);
        }
    }

    @Override
    public synchronized List<String> base64Der() {
        return accepted.stream()
                .reduce((older, newer) -> newer)
                .map(chain -> chain.stream().map(ServerCertificates::base64).toList())
                .orElse(List.of());
    }

    @Override
    public synchronized Optional<KekRecord.TlsRoot> root() {
        ServerRoots roots = new ServerRoots(platform.getAcceptedIssuers());
        Optional<KekRecord.TlsRoot> newest = Optional.empty();
        for (List<X509Certificate> chain : accepted) {
            newest = roots.of(chain);
            if (newest.filter(KekRecord.TlsRoot::isAzures).isEmpty()) {
                return newest;
            }
        }
        return newest;
    }

    @Override
    public synchronized void requireAzures(VaultHost vault) throws RefusedException {
        KekRecord.TlsRoot.requireAzures(vault, root().orElse(null));
        azuresAlone = true;
    }

    private static String base64(X509Certificate certificate) {
        try {
            return Base64.getEncoder().encodeToString(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read cannot be written", e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        platform.checkServerTrusted(chain, authType, engine);
        if (host.equalsIgnoreCase(engine.getPeerHost())) {
            note(List.of(chain));
        }
    }

    private synchronized void note(List<X509Certificate> chain) throws CertificateException {
        accepted.remove(chain);
        accepted.add(chain);
        if (azuresAlone && root().filter(KekRecord.TlsRoot::isAzures).isEmpty()) {
            throw new CertificateException(
                    "the chain of " + host + " does not end at a root of Azure");
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        platform.checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        platform.checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        platform.checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        platform.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        platform.checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return platform.getAcceptedIssuers();
    }
}
