package dev.keyhaul.adrms.tpd;

import dev.keyhaul.adrms.fixture.TpdWriter;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.secret.Passphrase;
import java.security.SecureRandom;

/** Opens domains as tests need them. */
final class Domains {
    static final SecureRandom RANDOM = new SecureRandom();

    private Domains() {}

    static TrustedPublishingDomain open(byte[] file) throws KeyTransferException {
        return open(file, TpdWriter.PASSWORD);
    }

    static TrustedPublishingDomain open(byte[] file, String password) throws KeyTransferException {
        try (Passphrase passphrase = Passphrase.copyOf(password.toCharArray())) {
            return TrustedPublishingDomain.open(file, "test.xml", passphrase, RANDOM);
        }
    }

    /** Opens a domain and its key, and closes both. */
    static void openWithKey(byte[] file) throws KeyTransferException {
        try (TrustedPublishingDomain domain = open(file)) {
            domain.openKey().close();
        }
    }
}
