package dev.keyhaul.core.backup.recipient;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyChallenge;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.keywrap.OaepHash;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;
import javax.crypto.Cipher;

/** Uses a key that was restored in memory: it signs and decrypts against the expected key. */
public final class SoftwareDrill {
    private SoftwareDrill() {}

    /**
     * Proves the restored key and wipes it.
     *
     * @throws CheckFailedException when it is another key, or does not work
     */
    public static void prove(SoftwareKey restored, Fingerprint expected)
            throws CheckFailedException {
        try (restored) {
            if (!expected.matches(restored.publicKey())) {
                throw new CheckFailedException("the restored key is not the expected one");
            }
            SecureRandom random = new SecureRandom();
            byte[] challenge = KeyChallenge.random(random);
            RSAPrivateKey key = HolderKeys.of(restored);
            byte[] ciphertext =
                    KeyChallenge.encryptOaepSha1(restored.publicKey(), challenge, random);
            if (!KeyChallenge.verifiesRs256(restored.publicKey(), challenge, sign(key, challenge))
                    || !MessageDigest.isEqual(challenge, decrypt(key, ciphertext))) {
                throw new CheckFailedException("the restored key does not sign and decrypt");
            }
        } catch (GeneralSecurityException e) {
            throw new CheckFailedException("the restored key does not sign and decrypt");
        }
    }

    private static byte[] sign(RSAPrivateKey key, byte[] data) throws GeneralSecurityException {
        Signature rs256 = Signature.getInstance("SHA256withRSA");
        rs256.initSign(key);
        rs256.update(data);
        return rs256.sign();
    }

    private static byte[] decrypt(RSAPrivateKey key, byte[] ciphertext)
            throws GeneralSecurityException {
        Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPPadding");
        oaep.init(Cipher.DECRYPT_MODE, key, OaepHash.SHA1.parameters());
        return oaep.doFinal(ciphertext);
    }
}
