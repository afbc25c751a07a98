package dev.keyhaul.backup.recipient;

import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.RestoreProof;
import dev.keyhaul.backup.opening.HolderKeys;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyChallenge;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Uses a key that was restored in memory: an RSA key signs and decrypts, an EC key signs, an AES
 * key encrypts and decrypts, each against the expected key. Stateless: any thread may use it.
 *
 * @since 0.1.0
 */
public final class SoftwareDrill {
    private SoftwareDrill() {}

    /**
     * Proves the restored key and wipes it.
     *
     * @param copy the copy that it was restored from
     * @return the proof, made by the restored key
     * @throws CheckFailedException when it is another key, or does not work
     */
    public static RestoreProof prove(
            SoftwareKey restored, MasterCopy copy, Fingerprint expected, Instant now)
            throws KeyTransferException {
        Arguments.notNull("copy", copy, "expected", expected, "now", now);
        try (restored) {
            if (!expected.equals(restored.description().fingerprint())) {
                throw new CheckFailedException(
                        Reason.RESTORED_KEY_WRONG, "the restored key is not the expected one");
            }
            if (restored.description() instanceof KeyDescription.Rsa) {
                requireDecrypts(restored);
            }
            return proof(restored, copy, now);
        }
    }

    private static void requireDecrypts(SoftwareKey restored) throws KeyTransferException {
        SecureRandom random = new SecureRandom();
        byte[] challenge = KeyChallenge.random(random);
        byte[] ciphertext =
                KeyChallenge.encryptOaepSha1(
                        restored.description().requireRsa(), challenge, random);
        try {
            if (!MessageDigest.isEqual(challenge, decrypt(HolderKeys.of(restored), ciphertext))) {
                throw doesNotWork();
            }
        } catch (GeneralSecurityException e) {
            throw doesNotWork();
        }
    }

    /**
     * Lets a key that was restored in memory prove that it was.
     *
     * @param copy the copy that it was restored from
     * @throws CheckFailedException when it is not the copy's key
     */
    public static RestoreProof proof(SoftwareKey restored, MasterCopy copy, Instant now)
            throws KeyTransferException {
        KeyDescription key = restored.description();
        if (key instanceof KeyDescription.Aes) {
            if (!key.equals(copy.manifest().description())) {
                throw new CheckFailedException(
                        Reason.RESTORED_KEY_WRONG, "the restored key is not the copy's key");
            }
            return RestoreProof.make(copy, new InMemory(restored), now, new SecureRandom());
        }
        String algorithm = algorithm(key);
        return RestoreProof.make(
                copy, data -> sign(restored, algorithm, data), now, new SecureRandom());
    }

    private static CheckFailedException doesNotWork() {
        return new CheckFailedException(
                Reason.RESTORED_KEY_WRONG, "the restored key does not sign and decrypt");
    }

    /** As {@link KeyChallenge#verifies} takes them. */
    private static String algorithm(KeyDescription key) {
        return key instanceof KeyDescription.Ec ec
                ? "SHA" + ec.curve().hashBits() + "withECDSAinP1363Format"
                : "SHA256withRSA";
    }

    private static byte[] sign(SoftwareKey restored, String algorithm, byte[] data)
            throws CheckFailedException {
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(privateKey(restored));
            signature.update(data);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw doesNotWork();
        }
    }

    /** Its numbers cannot be wiped. */
    private static PrivateKey privateKey(SoftwareKey restored) throws GeneralSecurityException {
        String kind = restored.description() instanceof KeyDescription.Ec ? "EC" : "RSA";
        return restored.<PrivateKey, GeneralSecurityException>withClearKey(
                pkcs8 ->
                        KeyFactory.getInstance(kind)
                                .generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
    }

    private static byte[] decrypt(RSAPrivateKey key, byte[] ciphertext)
            throws GeneralSecurityException {
        Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPPadding");
        oaep.init(Cipher.DECRYPT_MODE, key, OaepHash.SHA1.parameters());
        return oaep.doFinal(ciphertext);
    }

    /** The JDK's own copies of the key cannot be wiped. */
    private record InMemory(SoftwareKey key) implements RestoreProof.RestoredAesKey {
        @Override
        public byte[] encrypt(byte[] blocks) throws CheckFailedException {
            return run(Cipher.ENCRYPT_MODE, blocks);
        }

        @Override
        public SecretBytes decrypt(byte[] ciphertext) throws CheckFailedException {
            return SecretBytes.moveFrom(run(Cipher.DECRYPT_MODE, ciphertext));
        }

        private byte[] run(int mode, byte[] blocks) throws CheckFailedException {
            SecretKeySpec aes = key.withClearKey(raw -> new SecretKeySpec(raw, "AES"));
            try {
                Cipher cbc = Cipher.getInstance("AES/CBC/NoPadding");
                cbc.init(mode, aes, new IvParameterSpec(new byte[16]));
                return cbc.doFinal(blocks);
            } catch (GeneralSecurityException e) {
                throw new CheckFailedException(
                        Reason.RESTORED_KEY_WRONG, "the restored key does not encrypt and decrypt");
            }
        }
    }
}
