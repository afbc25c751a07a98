package dev.keyhaul.localvault;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.byok.BlobContent;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.core.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;

/** Software keys of the JDK, and blobs made of them. */
public final class TestKeys {
    static final SecureRandom RANDOM = new SecureRandom();

    private TestKeys() {}

    public static KeyPair rsa(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits, RANDOM);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static KeyPair ec(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve), RANDOM);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] random(int lengthBytes) {
        byte[] bytes = new byte[lengthBytes];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /** A {@code .byok} file around any target bytes. */
    static byte[] blob(String kid, RSAPublicKey kek, byte[] target, OaepHash oaepHash) {
        try (SecretBytes secret = SecretBytes.copyOf(target)) {
            return new BlobContent(
                            KeyIdentifier.parse(kid),
                            RsaAesKeyWrap.wrap(secret, kek, oaepHash, RANDOM),
                            "keyhaul test; software key")
                    .toFile();
        } catch (KeyTransferException e) {
            throw new AssertionError(e);
        }
    }
}
