package dev.keyhaul.core.der;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** X.509 certificates that a file brings (RFC 5280 §4.1). */
public final class CertificateDer {
    private CertificateDer() {}

    /**
     * Reads the first certificate in a file, in DER or PEM. Nothing in it is verified.
     *
     * @throws MalformedInputException if there is none, it cannot be read, or its RSA key is not
     *     within {@link RsaBounds}
     */
    public static X509Certificate parse(byte[] file) throws MalformedInputException {
        return read(file, (factory, in) -> List.of(factory.generateCertificate(in))).get(0);
    }

    /**
     * Reads the certificates in a file, in their order.
     *
     * @throws MalformedInputException if there is none, one cannot be read, or the RSA key of one
     *     is not within {@link RsaBounds}
     */
    public static List<X509Certificate> parseAll(byte[] file) throws MalformedInputException {
        return read(file, CertificateFactory::generateCertificates);
    }

    private interface Decoding {
        Collection<? extends Certificate> decode(CertificateFactory factory, InputStream in)
                throws CertificateException;
    }

    private static List<X509Certificate> read(byte[] file, Decoding decoding)
            throws MalformedInputException {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Certificate each : decoding.decode(factory, new ByteArrayInputStream(file))) {
                certificates.add((X509Certificate) each);
            }
        } catch (CertificateException | RuntimeException e) {
            // The JDK's reader throws runtime exceptions too.
            certificates.clear();
        }
        if (certificates.isEmpty()) {
            throw new MalformedInputException(
                    Reason.CERTIFICATE_FORM,
                    "not an X.509 certificate in PEM or DER form",
                    "'openssl x509 -in FILE -text' shows what a file contains");
        }
        for (X509Certificate certificate : certificates) {
            if (certificate.getPublicKey() instanceof RSAPublicKey rsa) {
                RsaBounds.require(rsa.getModulus(), rsa.getPublicExponent());
            }
        }
        return certificates;
    }

    /**
     * Returns the RSA key of a certificate, to verify or to encrypt with; none if its key is of
     * another kind.
     *
     * @throws MalformedInputException if the key's exponent is not 65537
     */
    public static Optional<RSAPublicKey> rsaKey(X509Certificate certificate)
            throws MalformedInputException {
        return certificate.getPublicKey() instanceof RSAPublicKey rsa
                ? Optional.of(RsaBounds.requireF4(rsa))
                : Optional.empty();
    }
}
