package dev.keyhaul.keyvault;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Notes the certificate chain that a vault presented on the very connection that its answers came
 * through; a second handshake could meet another server.
 *
 * <p>Every decision is the platform's: a chain is noted after the platform has accepted it, and
 * only when the peer is the vault. The JDK's HTTP client names its peer through an {@link
 * SSLEngine}, behind a proxy too; a chain without one is nobody's and is not noted.
 */
final class ServerCertificates extends X509ExtendedTrustManager {
    private final String host;
    private final X509ExtendedTrustManager platform;
    private volatile List<X509Certificate> accepted = List.of();

    /**
     * Trusts what the platform trusts.
     *
     * @param host the vault's, the only one whose chain is noted
     * @param trusted the roots; null for the platform's own
     */
    ServerCertificates(String host, @Nullable KeyStore trusted) {
        this.host = host;
        this.platform = platformTrust(trusted);
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

    /** Returns the vault's newest chain as DER in base64, leaf first; empty when there was none. */
    List<String> base64Der() {
        return accepted.stream().map(ServerCertificates::base64).toList();
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
            accepted = List.of(chain);
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
