package dev.keyhaul.cli.backup;

import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.pbe.EncryptedPrivateKey;
import dev.keyhaul.core.pbe.PasswordProtection;
import dev.keyhaul.core.secret.Passphrase;
import java.security.SecureRandom;

/** A restored key as a file: encrypted PKCS#8 in PEM, which OpenSSL opens. */
final class EncryptedKeyFile {
    private EncryptedKeyFile() {}

    static byte[] of(SoftwareKey key, Passphrase password) {
        return EncryptedPrivateKey.pem(
                key.withClearKey(
                        pkcs8 ->
                                EncryptedPrivateKey.encrypt(
                                        pkcs8,
                                        password,
                                        PasswordProtection.PBKDF2,
                                        new SecureRandom())));
    }
}
