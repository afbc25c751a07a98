package dev.keyhaul.pfx;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.der.CertificateDer;
import dev.keyhaul.core.key.Fingerprint;
import java.security.cert.X509Certificate;
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
     * @throws MalformedInputException if there is none, or one cannot be read
     */
    public static List<X509Certificate> parse(byte[] file, Fingerprint key)
            throws MalformedInputException {
        Arguments.notNull("file", file, "key", key);
        List<X509Certificate> certificates = CertificateDer.parseAll(file);
        certificates.sort((a, b) -> Boolean.compare(isOf(b, key), isOf(a, key)));
        return certificates;
    }

    private static boolean isOf(X509Certificate certificate, Fingerprint key) {
        return key.matches(certificate.getPublicKey());
    }
}
