package dev.keyhaul.backup.manifest;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.WrapMethod;

/**
 * Who has the private key to a certificate.
 *
 * @param identity the fingerprint of the certificate's public key
 * @param subject the certificate's subject, for people
 */
public record CertificateHolder(String identity, String subject) implements Recipient {
    /** Refuses an identity that is no fingerprint. */
    public CertificateHolder {
        try {
            Fingerprint.parse(identity);
        } catch (MalformedInputException e) {
            throw new IllegalArgumentException("certificate's identity is " + e.getMessage(), e);
        }
    }

    @Override
    public boolean opens(WrapMethod method) {
        return method == WrapMethod.RSA_AES_SHA1;
    }

    @Override
    public boolean outlivesAPerson() {
        return false;
    }

    @Override
    public boolean isTestedWhenMade() {
        return false;
    }

    @Override
    public String describe() {
        return "holder of the certificate of " + subject;
    }
}
