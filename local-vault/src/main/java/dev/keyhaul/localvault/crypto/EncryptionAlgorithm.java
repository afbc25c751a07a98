package dev.keyhaul.localvault.crypto;

import dev.keyhaul.core.OaepHash;
import dev.keyhaul.localvault.http.RefusedRequest;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/** The RSA encryption algorithms of the service (RFC 7518 §4.2 and §4.3). */
enum EncryptionAlgorithm {
    RSA1_5("RSA1_5", "RSA/ECB/PKCS1Padding", null),
    RSA_OAEP("RSA-OAEP", "RSA/ECB/OAEPPadding", OaepHash.SHA1),
    RSA_OAEP_256("RSA-OAEP-256", "RSA/ECB/OAEPPadding", OaepHash.SHA256);

    private final String wireName;
    private final String transformation;
    private final @Nullable OaepHash oaepHash;

    EncryptionAlgorithm(String wireName, String transformation, @Nullable OaepHash oaepHash) {
        this.wireName = wireName;
        this.transformation = transformation;
        this.oaepHash = oaepHash;
    }

    /** Finds an algorithm by its name in RFC 7518. */
    static EncryptionAlgorithm named(String alg) throws RefusedRequest {
        for (EncryptionAlgorithm algorithm : values()) {
            if (algorithm.wireName.equals(alg)) {
                return algorithm;
            }
        }
        throw RefusedRequest.badParameter(
                "alg is " + alg + "; it must be one of: RSA1_5, RSA-OAEP, RSA-OAEP-256");
    }

    /** Encrypts under the public half. */
    byte[] encrypt(RsaKeyPair pair, byte[] plaintext, SecureRandom random) throws RefusedRequest {
        try {
            return cipher(Cipher.ENCRYPT_MODE, pair.publicKey(), random).doFinal(plaintext);
        } catch (GeneralSecurityException e) {
            throw RefusedRequest.badParameter(
                    "value is " + plaintext.length + " bytes, too long for " + wireName);
        }
    }

    /** Decrypts; whatever fails looks alike. */
    byte[] decrypt(RsaKeyPair pair, byte[] ciphertext) throws RefusedRequest {
        try {
            return cipher(Cipher.DECRYPT_MODE, pair.privateKey(), null).doFinal(ciphertext);
        } catch (GeneralSecurityException e) {
            throw RefusedRequest.badParameter("value does not decrypt with " + wireName);
        }
    }

    private Cipher cipher(int mode, Key key, @Nullable SecureRandom random)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(transformation);
        cipher.init(mode, key, oaepHash == null ? null : oaepHash.parameters(), random);
        return cipher;
    }
}
