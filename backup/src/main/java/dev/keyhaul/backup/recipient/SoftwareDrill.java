package dev.keyhaul.backup.recipient;

import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.RestoreProof;
import dev.keyhaul.backup.opening.HolderKeys;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyChallenge;
import dev.keyhaul.core.key.SoftwareKey;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;
import java.time.Instant;
import javax.crypto.Cipher;

/** Uses a key that was restored in memory: it signs and decrypts against the expected key. */
public final class SoftwareDrill {
    private SoftwareDrill() {}

    /**
     * Proves the restored key and wipes it.
     *
     * @param copy the copy that it was restored from
     * @return the proof, signed by the restored key
     * @throws CheckFailedException when it is another key, or does not work
     */
    public static RestoreProof prove(
            SoftwareKey restored, MasterCopy copy, Fingerprint expected, Instant now)
            throws KeyTransferException {
        try (restored) {
            if (!expected.equals(restored.description().fingerprint())) {
                throw new CheckFailedException("the restored key is not the expected one");
            }
            SecureRandom random = new SecureRandom();
            byte[] challenge = KeyChallenge.random(random);
            byte[] ciphertext =
                    KeyChallenge.encryptOaepSha1(
                            restored.description().requireRsa(), challenge, random);
            if (!MessageDigest.isEqual(challenge, decrypt(HolderKeys.of(restored), ciphertext))) {
                throw doesNotWork();
            }
            return proof(restored, copy, now);
        } catch (GeneralSecurityException e) {
            throw doesNotWork();
        }
    }

    /**
     * Lets a key that was restored in memory sign that it was.
     *
     * @param copy the copy that it was restored from
     * @throws CheckFailedException when it is not the copy's key
     */
    public static RestoreProof proof(SoftwareKey restored, MasterCopy copy, Instant now)
            throws KeyTransferException {
        RSAPrivateKey key = HolderKeys.of(restored);
        return RestoreProof.make(copy, data -> sign(key, data), now, new SecureRandom());
    }

    private static CheckFailedException doesNotWork() {
        return new CheckFailedException("the restored key does not sign and decrypt");
    }

    private static byte[] sign(RSAPrivateKey key, byte[] data) throws CheckFailedException {
        try {
            Signature rs256 = Signature.getInstance("SHA256withRSA");
            rs256.initSign(key);
            rs256.update(data);
            return rs256.sign();
        } catch (GeneralSecurityException e) {
            throw doesNotWork();
        }
    }

    private static byte[] decrypt(RSAPrivateKey key, byte[] ciphertext)
            throws GeneralSecurityException {
        Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPPadding");
        oaep.init(Cipher.DECRYPT_MODE, key, OaepHash.SHA1.parameters());
        return oaep.doFinal(ciphertext);
    }
}
