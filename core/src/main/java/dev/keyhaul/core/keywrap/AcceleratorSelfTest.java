package dev.keyhaul.core.keywrap;

import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.keywrap.Accelerator.NotAccelerated;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Lets an accelerator do, before it does anything else, what it is there for: AES-KWP on RFC 5649's
 * vectors, RSA-OAEP against the JDK's in both directions and with both hashes, and the refusal of
 * what was damaged. The RSA key is made for the test.
 */
final class AcceleratorSelfTest {
    /** RFC 5649 §6: key, and then data and wrapped data of 20 and of 7 bytes. */
    private static final String VECTOR_KEY = "5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8";

    private static final List<String> VECTOR_20 =
            List.of(
                    "c37b7e6492584340bed12207808941155068f738",
                    "138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a");
    private static final List<String> VECTOR_7 =
            List.of("466f7250617369", "afbeb0f07dfbf5419200f2ccb50bb24f");

    private static final int RSA_BITS = 2048;
    private static final HexFormat HEX = HexFormat.of();

    private final CipherSource fast;
    private final CipherSource jdk = CipherSource.of(null);
    private final SecureRandom random = new SecureRandom();

    private AcceleratorSelfTest(CipherSource fast) {
        this.fast = fast;
    }

    static void requirePasses(CipherSource fast) throws NotAccelerated {
        try {
            AcceleratorSelfTest test = new AcceleratorSelfTest(fast);
            test.vector(VECTOR_20);
            test.vector(VECTOR_7);
            test.rsa();
        } catch (GeneralSecurityException | RuntimeException | LinkageError e) {
            throw new NotAccelerated("its self-test failed (" + e.getMessage() + ")");
        }
    }

    private void vector(List<String> dataAndWrapped) throws GeneralSecurityException {
        byte[] data = HEX.parseHex(dataAndWrapped.get(0));
        byte[] wrapped = HEX.parseHex(dataAndWrapped.get(1));
        SecretKey key = new SecretKeySpec(HEX.parseHex(VECTOR_KEY), "AES");
        Cipher kwp = fast.kwp();
        kwp.init(Cipher.ENCRYPT_MODE, key);
        require(Arrays.equals(kwp.doFinal(data), wrapped), "AES-KWP wraps to something else");
        kwp.init(Cipher.DECRYPT_MODE, key);
        require(Arrays.equals(kwp.doFinal(wrapped), data), "AES-KWP opens to something else");
        wrapped[0] ^= 1;
        requireRefused(kwp, wrapped, "AES-KWP opens what was damaged");
    }

    private void rsa() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(RSA_BITS, random);
        KeyPair pair = generator.generateKeyPair();
        for (OaepHash hash : OaepHash.values()) {
            oaep(fast, jdk, pair, hash);
            oaep(jdk, fast, pair, hash);
        }
    }

    private void oaep(CipherSource from, CipherSource to, KeyPair pair, OaepHash hash)
            throws GeneralSecurityException {
        byte[] message = new byte[EphemeralAesKey.LENGTH_BYTES];
        random.nextBytes(message);
        Cipher encrypt = from.oaep(Cipher.ENCRYPT_MODE, pair.getPublic(), hash, random);
        Cipher decrypt = to.oaep(Cipher.DECRYPT_MODE, pair.getPrivate(), hash, random);
        byte[] encrypted = encrypt.doFinal(message);
        require(!Arrays.equals(encrypted, encrypt.doFinal(message)), "RSA-OAEP repeats its seed");
        require(
                Arrays.equals(decrypt.doFinal(encrypted), message),
                "RSA-OAEP gives something else");
        requireRefused(decrypt, damaged(encrypted, pair), "RSA-OAEP opens what was damaged");
    }

    /** One more than the ciphertext, which stays below the modulus. */
    private static byte[] damaged(byte[] encrypted, KeyPair pair) {
        BigInteger modulus = ((RSAPublicKey) pair.getPublic()).getModulus();
        byte[] next = new BigInteger(1, encrypted).add(BigInteger.ONE).mod(modulus).toByteArray();
        byte[] damaged = new byte[encrypted.length];
        int length = Math.min(next.length, damaged.length);
        System.arraycopy(next, next.length - length, damaged, damaged.length - length, length);
        return damaged;
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
