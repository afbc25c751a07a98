package dev.keyhaul.pfx.pbe;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;

/**
 * {@code EncryptedPrivateKeyInfo}: a PKCS#8 key under a password (RFC 5958 §3). Stateless: any
 * thread may use it.
 *
 * @since 0.1.0
 */
public final class EncryptedPrivateKey {
    private static final int PEM_LINE = 64;

    private EncryptedPrivateKey() {}

    /**
     * Decrypts; the caller closes the PKCS#8 DER that is returned, and {@code password}.
     *
     * @throws WrongSecretException when the password is wrong, or the file damaged
     * @throws RefusedException when the scheme is not known, or asks for too much work
     * @throws MalformedInputException when it is no such file
     */
    public static SecretBytes decrypt(byte[] der, Passphrase password) throws KeyTransferException {
        Arguments.notNull("der", der, "password", password);
        EncryptedPrivateKeyInfo info =
                Asn1Boundary.read(
                        "an encrypted private key", der, EncryptedPrivateKeyInfo::getInstance);
        PasswordCipher cipher = cipher(info);
        try (PasswordEncodings encodings = PasswordEncodings.of(password)) {
            return cipher.decrypt(
                    info.getEncryptedData(), encodings, EncryptedPrivateKey::requirePkcs8);
        } catch (WrongSecretException e) {
            throw password.explain(e);
        }
    }

    private static PasswordCipher cipher(EncryptedPrivateKeyInfo info) throws KeyTransferException {
        try {
            return PasswordCipher.parse(
                    info.getEncryptionAlgorithm().getEncoded(), WorkBudget.ofOneFile());
        } catch (IOException e) {
            throw new MalformedInputException(Reason.KEY_FILE_FORM, "not an encrypted private key");
        }
    }

    /** Judges decrypted bytes by their structure, and keeps them. */
    private static SecretBytes requirePkcs8(byte[] clear) throws KeyTransferException {
        return Asn1Boundary.read(
                "a private key",
                clear,
                bytes -> {
                    PrivateKeyInfo.getInstance(bytes).getPrivateKeyAlgorithm();
                    return SecretBytes.copyOf(bytes);
                });
    }

    /**
     * Encrypts PKCS#8 DER, which the caller closes, as the password.
     *
     * @return DER of the EncryptedPrivateKeyInfo
     */
    public static byte[] encrypt(
            SecretBytes pkcs8,
            Passphrase password,
            PasswordProtection protection,
            SecureRandom random) {
        Arguments.notNull("pkcs8", pkcs8, "password", password);
        Arguments.notNull("protection", protection, "random", random);
        return protection.encrypt(pkcs8, password, random);
    }

    /** Encrypts what stays the caller's to wipe. */
    static byte[] encrypt(
            byte[] pkcs8, Passphrase password, PasswordProtection protection, SecureRandom random) {
        return protection.encrypt(pkcs8, password, random);
    }

    /**
     * Encrypts a key with AES-256 and PBKDF2 of 600,000 iterations; it and the password stay the
     * caller's. An AES key is in the form of {@link AesPrivateKeyInfo}.
     *
     * @return DER of the EncryptedPrivateKeyInfo
     */
    public static byte[] encrypt(SoftwareKey key, Passphrase password, SecureRandom random) {
        Arguments.notNull("password", password, "random", random);
        return key.withClearKey(
                clear -> {
                    if (key.description() instanceof KeyDescription.Aes) {
                        byte[] info = AesPrivateKeyInfo.of(clear);
                        try {
                            return encrypt(info, password, PasswordProtection.PBKDF2, random);
                        } finally {
                            Arrays.fill(info, (byte) 0);
                        }
                    }
                    return encrypt(clear, password, PasswordProtection.PBKDF2, random);
                });
    }

    /**
     * Returns a key as a PEM file under a password, which OpenSSL opens unless it is an AES key, as
     * {@link #encrypt(SoftwareKey, Passphrase, SecureRandom)} makes it.
     */
    public static byte[] file(SoftwareKey key, Passphrase password) {
        Arguments.notNull("password", password);
        return pem(encrypt(key, password, new SecureRandom()));
    }

    /** Returns the PEM form (RFC 7468 §11) of {@link #encrypt}'s result. */
    public static byte[] pem(byte[] encryptedDer) {
        Base64.Encoder lines = Base64.getMimeEncoder(PEM_LINE, new byte[] {'\n'});
        return ("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
                        + lines.encodeToString(encryptedDer)
                        + "\n-----END ENCRYPTED PRIVATE KEY-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
