package dev.keyhaul.cli.secret;

import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pfx.pbe.EncryptedPrivateKey;
import dev.keyhaul.pfx.pbe.PasswordProtection;
import java.security.SecureRandom;

/** A key as a file under a password: encrypted PKCS#8 in PEM, which OpenSSL opens. */
public final class EncryptedKeyFile {
    private EncryptedKeyFile() {}

    /** Encrypts the key (PBES2, AES-256, PBKDF2 of 600,000 iterations); the caller keeps both. */
    public static byte[] of(SoftwareKey key, Passphrase password) {
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
