package dev.keyhaul.core.byok;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The certificates that came with an attestation. No one of them is trusted. */
final class AttestingCertificates {
    private static final int MAX_CERTIFICATES = 32;

    private final List<X509Certificate> certificates;

    private AttestingCertificates(List<X509Certificate> certificates) {
        this.certificates = certificates;
    }

    /** Reads PEM; what cannot be read is no certificate. */
    static AttestingCertificates parse(byte[] pem) {
        try {
            return new AttestingCertificates(
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(pem))
                            .stream()
                            .limit(MAX_CERTIFICATES)
                            .map(X509Certificate.class::cast)
                            .toList());
        } catch (CertificateException | RuntimeException e) {
            // The JDK's reader throws both on malformed input.
            return new AttestingCertificates(List.of());
        }
    }

    /** The makers of the HSM and of the cloud each certify the one key of a partition. */
    List<X509Certificate> signersOf(byte[] data, byte[] signature) {
        return certificates.stream().filter(c -> verifies(c, data, signature)).toList();
    }

    private static boolean verifies(X509Certificate signer, byte[] data, byte[] signature) {
        try {
            Signature rsa = Signature.getInstance("SHA256withRSA");
            rsa.initVerify(signer.getPublicKey());
            rsa.update(data);
            return rsa.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Names a chain up to its root, or to where the issuer is missing. */
    String chain(X509Certificate leaf) {
        StringBuilder text = new StringBuilder(name(leaf));
        X509Certificate last = leaf;
        for (int depth = 0; depth < MAX_CERTIFICATES; depth++) {
            X509Certificate child = last;
            if (issued(child, child)) {
                return text + ", a root of sha256:" + sha256(child);
            }
            Optional<X509Certificate> issuer =
                    certificates.stream().filter(c -> issued(c, child)).findFirst();
            if (issuer.isEmpty()) {
                return text
                        + "; its issuer did not come with it: "
                        + child.getIssuerX500Principal();
            }
            last = issuer.get();
            text.append("; issued by ").append(name(last));
        }
        return text + "; it ends at no root";
    }

    private static boolean issued(X509Certificate issuer, X509Certificate child) {
        if (!issuer.getSubjectX500Principal().equals(child.getIssuerX500Principal())) {
            return false;
        }
        try {
            child.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().toString();
    }

    /** Of the whole certificate, as makers publish it. */
    private static String sha256(X509Certificate certificate) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has SHA-256, and writes what it has read", e);
        }
    }
}
