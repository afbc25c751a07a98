package dev.keyhaul.localvault.certificate;

import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** Certificates as text (RFC 7468). */
public final class PemCertificates {
    private static final int LINE_CHARS = 64;

    private PemCertificates() {}

    /** Returns the certificates one after another. */
    public static String of(X509Certificate... certificates) {
        StringBuilder pem = new StringBuilder();
        Base64.Encoder encoder =
                Base64.getMimeEncoder(LINE_CHARS, "\n".getBytes(StandardCharsets.US_ASCII));
        for (X509Certificate certificate : certificates) {
            try {
                pem.append("-----BEGIN CERTIFICATE-----\n")
                        .append(encoder.encodeToString(certificate.getEncoded()))
                        .append("\n-----END CERTIFICATE-----\n");
            } catch (CertificateEncodingException e) {
                throw new IllegalArgumentException("a certificate without encoding", e);
            }
        }
        return pem.toString();
    }
}
