package dev.keyhaul.pfx;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.key.Fingerprint;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * Certificates in a file of their own, in PEM or DER. Stateless: any thread may use it.
 *
 * @since 0.1.0
 */
public final class CertificateFile {
    private CertificateFile() {}

    /**
     * Reads them, the one of {@code key} first, the others in their order.
     *
     * @throws MalformedInputException when there is none, or one cannot be read
     */
    public static List<X509Certificate> parse(byte[] file, Fingerprint key)
            throws MalformedInputException {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(file))
                    .forEach(each -> certificates.add((X509Certificate) each));
        } catch (CertificateException | RuntimeException e) {
            // Falls through to the one message.
        }
        if (certificates.isEmpty()) {
            throw new MalformedInputException(
                    "not an X.509 certificate in PEM or DER form",
                    "'openssl x509 -in FILE -text' shows what is in a file");
        }
        certificates.sort((a, b) -> Boolean.compare(isOf(b, key), isOf(a, key)));
        return certificates;
    }

    private static boolean isOf(X509Certificate certificate, Fingerprint key) {
        return key.matches(certificate.getPublicKey());
    }
}
