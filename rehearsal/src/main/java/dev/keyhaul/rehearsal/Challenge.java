package dev.keyhaul.rehearsal;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.KeyChallenge;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.RsaPadding;
import dev.keyhaul.pkcs11.token.TokenKey;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;

/**
 * A key at work: what was encrypted for it, it decrypts; what it signs, its public half verifies.
 */
final class Challenge {
    private Challenge() {}

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
            throw new CheckFailedException(
                    Reason.DEMO_FAILED, "a decryption gave another plaintext");
        }
    }

    static void requireSigns(TokenKey key, PublicKey publicKey, SecureRandom random)
            throws KeyTransferException {
        byte[] challenge = KeyChallenge.random(random);
        if (!KeyChallenge.verifiesRs256(publicKey, challenge, key.sign(challenge))) {
            throw new CheckFailedException(Reason.DEMO_FAILED, "a signature does not verify");
        }
    }
}
