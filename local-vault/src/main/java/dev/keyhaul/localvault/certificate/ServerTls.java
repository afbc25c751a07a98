package dev.keyhaul.localvault.certificate;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/** The TLS of one server, whose key lives in memory alone. */
public final class ServerTls {
    private static final char[] NO_PASSWORD = new char[0];

    private ServerTls() {}

    /**
     * Makes a key and a certificate for the loopback address and every rehearsal host.
     *
     * @param suffixes of the hosts, each without the name before it
     */
    public static SSLContext of(
            RehearsalAuthority authority, SecureRandom random, String... suffixes) {
        KeyPair pair = RehearsalAuthority.newKeyPair(random);
        X509Certificate certificate =
                authority.certify(pair.getPublic(), "localhost", Optional.of(hosts(suffixes)));
        try {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry(
                    "server",
                    pair.getPrivate(),
                    NO_PASSWORD,
                    new X509Certificate[] {certificate, authority.certificate()});
            KeyManagerFactory factory =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, random);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("every JDK serves TLS with P-256", e);
        }
    }

    private static GeneralNames hosts(String... suffixes) {
        GeneralName[] names = new GeneralName[suffixes.length + 2];
        names[0] = new GeneralName(GeneralName.dNSName, "localhost");
        names[1] = new GeneralName(GeneralName.iPAddress, "127.0.0.1");
        for (int i = 0; i < suffixes.length; i++) {
            names[i + 2] = new GeneralName(GeneralName.dNSName, "*." + suffixes[i]);
        }
        return new GeneralNames(names);
    }
}
