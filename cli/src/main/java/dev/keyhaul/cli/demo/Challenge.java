package dev.keyhaul.cli.demo;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.keywrap.OaepHash;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.RsaPadding;
import dev.keyhaul.pkcs11.TokenKey;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import javax.crypto.Cipher;

/**
 * A key at work: what was encrypted for it, it decrypts; what it signs, its public half verifies.
 */
final class Challenge {
    private static final int LENGTH_BYTES = 32;

    private Challenge() {}

    static byte[] random(SecureRandom random) {
        byte[] challenge = new byte[LENGTH_BYTES];
        random.nextBytes(challenge);
        return challenge;
    }

    static byte[] encrypt(byte[] plaintext, RSAPublicKey key, SecureRandom random) {
        try {
            Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPPadding");
            oaep.init(Cipher.ENCRYPT_MODE, key, OaepHash.SHA1.parameters(), random);
            return oaep.doFinal(plaintext);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK encrypts 32 bytes with RSA-OAEP", e);
        }
    }

    static void requireDecrypts(TokenKey key, byte[] ciphertext, byte[] plaintext)
            throws KeyTransferException {
        try (SecretBytes decrypted = key.decrypt(ciphertext, RsaPadding.OAEP_SHA1)) {
            requireEqual(
                    decrypted.withRawSecretBytes(raw -> MessageDigest.isEqual(plaintext, raw)));
        }
    }

    static void requireEqual(byte[] expected, byte[] actual) throws CheckFailedException {
        requireEqual(MessageDigest.isEqual(expected, actual));
    }

    private static void requireEqual(boolean equal) throws CheckFailedException {
        if (!equal) {
            throw new CheckFailedException("a decryption gave another plaintext");
        }
    }

    static void requireSigns(TokenKey key, RSAPublicKey publicKey, SecureRandom random)
            throws KeyTransferException {
        byte[] challenge = random(random);
        byte[] signature = key.sign(challenge);
        try {
            Signature verifier = Signature.getInstance("SHA256withRSA");
            verifier.initVerify(publicKey);
            verifier.update(challenge);
            if (verifier.verify(signature)) {
                return;
            }
        } catch (GeneralSecurityException e) {
            // Falls through: a signature of another length is an exception, not false.
        }
        throw new CheckFailedException("a signature does not verify");
    }
}
