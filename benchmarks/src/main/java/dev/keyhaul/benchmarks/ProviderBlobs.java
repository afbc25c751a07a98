package dev.keyhaul.benchmarks;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** RSA-OAEP and AES-KWP of one provider, with ciphers that are made once. */
final class ProviderBlobs implements BlobMaker {
    private final SecureRandom random = new SecureRandom();
    private final int split;
    private final Cipher encrypt;
    private final Cipher decrypt;
    private final Cipher kwp;

    ProviderBlobs(Provider provider, KeyPair kek) throws GeneralSecurityException {
        encrypt = Cipher.getInstance("RSA/ECB/OAEPPadding", provider);
        encrypt.init(Cipher.ENCRYPT_MODE, kek.getPublic(), Competitor.HASH.parameters(), random);
        decrypt = Cipher.getInstance("RSA/ECB/OAEPPadding", provider);
        decrypt.init(Cipher.DECRYPT_MODE, kek.getPrivate(), Competitor.HASH.parameters(), random);
        split = encrypt.getOutputSize(0);
        // Bouncy Castle has AES-KWP under a name of its own.
        String name = provider.getName().equals("BC") ? "AESWRAPPAD" : "AES/KWP/NoPadding";
        kwp = Cipher.getInstance(name, provider);
    }

    @Override
    public void wrap(List<byte[]> targets, Consumer<Object> sink) throws GeneralSecurityException {
        for (byte[] target : targets) {
            byte[] aesKey = new byte[32];
            random.nextBytes(aesKey);
            byte[] oaepPart = encrypt.doFinal(aesKey);
            kwp.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(aesKey, "AES"));
            byte[] kwpPart = kwp.doFinal(target);
            byte[] ciphertext = Arrays.copyOf(oaepPart, oaepPart.length + kwpPart.length);
            System.arraycopy(kwpPart, 0, ciphertext, oaepPart.length, kwpPart.length);
            sink.accept(ciphertext);
        }
    }

    @Override
    public void unwrap(List<byte[]> ciphertexts, Consumer<Object> sink)
            throws GeneralSecurityException {
        for (byte[] ciphertext : ciphertexts) {
            byte[] aesKey = decrypt.doFinal(ciphertext, 0, split);
            kwp.init(Cipher.DECRYPT_MODE, new SecretKeySpec(aesKey, "AES"));
            sink.accept(kwp.doFinal(ciphertext, split, ciphertext.length - split));
        }
    }
}
