package dev.keyhaul.core.keywrap;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Lets a provider do, before it wraps a key, what it is there for: AES-KWP on RFC 5649's vectors
 * and beside the JDK's, RSA-OAEP on known answers and with the JDK in both directions, with both
 * hashes, and the refusal of what was damaged. Each cipher is used again, as a wrapper does: some
 * mistakes show from the second time on.
 */
final class ProviderCheck {
    private static final HexFormat HEX = HexFormat.of();

    /** RFC 5649 §6: key, and then data and wrapped data of 20 and of 7 bytes. */
    private static final SecretKey KEY =
            new SecretKeySpec(
                    HEX.parseHex("5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8"), "AES");

    private static final List<List<String>> VECTORS =
            List.of(
                    List.of(
                            "c37b7e6492584340bed12207808941155068f738",
                            "138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a"),
                    List.of("466f7250617369", "afbeb0f07dfbf5419200f2ccb50bb24f"));

    /** As long as an RSA key of 2048 bits in PKCS#8. */
    private static final int TARGET_BYTES = 1217;

    private static final int TIMES = 2;

    private final CipherSource checked;
    private final SecureRandom random = new SecureRandom();

    private ProviderCheck(CipherSource checked) {
        this.checked = checked;
    }

    static void requirePasses(CipherSource checked, String name) throws CheckFailedException {
        try {
            ProviderCheck check = new ProviderCheck(checked);
            check.kwp();
            check.oaep();
        } catch (GeneralSecurityException | RuntimeException | LinkageError e) {
            throw new CheckFailedException(
                    Reason.PROVIDER_UNFIT,
                    "provider " + name + " returned a wrong result: " + e.getMessage(),
                    "wrap with another version of this provider, or with the JDK",
                    e);
        }
    }

    private void kwp() throws GeneralSecurityException {
        Cipher kwp = checked.kwp();
        for (int i = 0; i < TIMES; i++) {
            for (List<String> vector : VECTORS) {
                kwp(kwp, KEY, HEX.parseHex(vector.get(0)), HEX.parseHex(vector.get(1)));
            }
            SecretKey key = new SecretKeySpec(random(EphemeralAesKey.LENGTH_BYTES), "AES");
            byte[] target = random(TARGET_BYTES);
            Cipher jdk = CipherSource.jdk().kwp();
            jdk.init(Cipher.ENCRYPT_MODE, key);
            kwp(kwp, key, target, jdk.doFinal(target));
        }
    }

    private static void kwp(Cipher kwp, SecretKey key, byte[] data, byte[] wrapped)
            throws GeneralSecurityException {
        kwp.init(Cipher.ENCRYPT_MODE, key);
        require(Arrays.equals(kwp.doFinal(data), wrapped), "AES-KWP wraps to something else");
        kwp.init(Cipher.DECRYPT_MODE, key);
        require(Arrays.equals(kwp.doFinal(wrapped), data), "AES-KWP opens to something else");
        wrapped[0] ^= 1;
        requireRefused(kwp, wrapped, "AES-KWP opens what was damaged");
    }

    private void oaep() throws GeneralSecurityException {
        Properties answers = knownAnswers();
        KeyFactory rsa = KeyFactory.getInstance("RSA");
        RSAPrivateCrtKey key =
                (RSAPrivateCrtKey)
                        rsa.generatePrivate(new PKCS8EncodedKeySpec(bytes(answers, "key")));
        byte[] message = bytes(answers, "message");
        for (OaepHash hash : OaepHash.values()) {
            String named = "RSA-OAEP with " + hash;
            Cipher decrypt = checked.oaep(Cipher.DECRYPT_MODE, key, hash, random);
            Cipher jdk = CipherSource.jdk().oaep(Cipher.DECRYPT_MODE, key, hash, random);
            Cipher encrypt =
                    checked.oaep(
                            Cipher.ENCRYPT_MODE,
                            rsa.generatePublic(
                                    new RSAPublicKeySpec(
                                            key.getModulus(), key.getPublicExponent())),
                            hash,
                            random);
            byte[] last = bytes(answers, hash.name());
            for (int i = 0; i < TIMES; i++) {
                byte[] encrypted = encrypt.doFinal(message);
                require(!Arrays.equals(encrypted, last), named + " repeats its seed");
                requireDecrypts(jdk, encrypted, message, named + " encrypts to something else");
                requireDecrypts(decrypt, last, message, named + " decrypts to something else");
                // One bit of the last byte: it stays below the modulus, or is refused for that.
                last[last.length - 1] ^= 1;
                requireRefused(decrypt, last, named + " opens what was damaged");
                last = encrypted;
            }
        }
    }

    private static void requireDecrypts(
            Cipher cipher, byte[] encrypted, byte[] message, String otherwise)
            throws GeneralSecurityException {
        byte[] decrypted;
        try {
            decrypted = cipher.doFinal(encrypted);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new GeneralSecurityException(otherwise, e);
        }
        require(Arrays.equals(decrypted, message), otherwise);
    }

    private static Properties knownAnswers() {
        Properties answers = new Properties();
        try (InputStream file =
                ProviderCheck.class.getResourceAsStream("oaep-known-answers.properties")) {
            answers.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return answers;
    }

    private static byte[] bytes(Properties answers, String name) {
        return Base64.getDecoder().decode(answers.getProperty(name));
    }

    private byte[] random(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** ACCP refuses a damaged AES-KWP with an unchecked exception. */
    private static void requireRefused(Cipher cipher, byte[] damaged, String otherwise)
            throws GeneralSecurityException {
        try {
            cipher.doFinal(damaged);
        } catch (GeneralSecurityException | RuntimeException e) {
            return;
        }
        throw new GeneralSecurityException(otherwise);
    }

    private static void require(boolean holds, String otherwise) throws GeneralSecurityException {
        if (!holds) {
            throw new GeneralSecurityException(otherwise);
        }
    }
}
