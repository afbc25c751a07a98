package dev.keyhaul.pfx;

import dev.keyhaul.core.argument.Arguments;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;

/**
 * A certificate in a PKCS#12 file.
 *
 * @param names what it is called
 * @param x509 the certificate
 * @param protection how it is encrypted
 * @since 0.1.0
 */
public record PfxCertificate(PfxNames names, X509Certificate x509, String protection) {
    public PfxCertificate {
        Arguments.notNull("names", names, "x509", x509, "protection", protection);
    }

    /** Returns the subject's distinguished name (RFC 2253). */
    public String subject() {
        return x509.getSubjectX500Principal().getName();
    }

    /** Returns a warning when the certificate is not valid at that time. */
    Optional<String> dateWarning(Instant now) {
        Instant from = x509.getNotBefore().toInstant();
        Instant to = x509.getNotAfter().toInstant();
        if (now.isAfter(to)) {
            return Optional.of("the certificate of " + subject() + " expired on " + to);
        }
        return now.isBefore(from)
                ? Optional.of("the certificate of " + subject() + " is valid from " + from)
                : Optional.empty();
    }
}
