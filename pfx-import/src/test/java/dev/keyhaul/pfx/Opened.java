package dev.keyhaul.pfx;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.Passphrase;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;

/** Opens files the way a command does, in one line. */
final class Opened {
    static final SecureRandom RANDOM = new SecureRandom();

    private Opened() {}

    static RSAPublicKey key(byte[] file, String password) throws KeyTransferException {
        return key(file, password, false, Optional.empty());
    }

    static RSAPublicKey key(byte[] file, String password, boolean allowNoMac, Optional<String> name)
            throws KeyTransferException {
        try (Passphrase passphrase = Passphrase.copyOf(password.toCharArray());
                PfxFile pfx = PfxFile.open(file, passphrase, allowNoMac);
                SoftwareKey key = pfx.key(name.orElse(null)).toSoftwareKey("test.pfx", RANDOM)) {
            return key.description().requireRsa();
        }
    }
}
