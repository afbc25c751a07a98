package dev.keyhaul.localvault.crypto;

import dev.keyhaul.localvault.http.RefusedRequest;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * The AES algorithms of a Managed HSM: CBC without and with PKCS#7 padding (SP 800-38A), GCM (SP
 * 800-38D), key wrap (RFC 3394).
 */
enum AesAlgorithm {
    A128CBC(128, Mode.CBC),
    A192CBC(192, Mode.CBC),
    A256CBC(256, Mode.CBC),
    A128CBCPAD(128, Mode.CBCPAD),
    A192CBCPAD(192, Mode.CBCPAD),
    A256CBCPAD(256, Mode.CBCPAD),
    A128GCM(128, Mode.GCM),
    A192GCM(192, Mode.GCM),
    A256GCM(256, Mode.GCM),
    A128KW(128, Mode.KW),
    A192KW(192, Mode.KW),
    A256KW(256, Mode.KW);

    private static final int BLOCK_BYTES = 16;
    private static final int GCM_IV_BYTES = 12;
    private static final int TAG_BYTES = 16;

    private final int keyBits;
    private final Mode mode;

    AesAlgorithm(int keyBits, Mode mode) {
        this.keyBits = keyBits;
        this.mode = mode;
    }

    private enum Mode {
        CBC("AES/CBC/NoPadding"),
        CBCPAD("AES/CBC/PKCS5Padding"),
        GCM("AES/GCM/NoPadding"),
        KW("AES/KW/NoPadding");

        private final String transformation;

        Mode(String transformation) {
            this.transformation = transformation;
        }
    }

    /**
     * Finds an algorithm by its name in the service.
     *
     * @param wrapping whether a key is wrapped, instead of a value encrypted
     */
    static AesAlgorithm named(String alg, boolean wrapping) throws RefusedRequest {
        List<String> known = new ArrayList<>();
        for (AesAlgorithm algorithm : values()) {
            if (algorithm.wraps() == wrapping) {
                if (algorithm.name().equals(alg)) {
                    return algorithm;
                }
                known.add(algorithm.name());
            }
        }
        throw RefusedRequest.badParameter(
                "alg is " + alg + "; known for this are " + String.join(", ", known));
    }

    private boolean wraps() {
        return mode == Mode.KW;
    }

    private boolean takesAad() {
        return mode == Mode.GCM;
    }

    int keyBits() {
        return keyBits;
    }

    /** The IV of GCM is always made here: one that comes twice would give the key's hash away. */
    CipherData encrypt(SecretKey key, CipherData plain, SecureRandom random) throws RefusedRequest {
        boolean cbc = mode == Mode.CBC || mode == Mode.CBCPAD;
        plain.requireNone(name(), cbc, takesAad(), false);
        byte[] iv = plain.hasIv() ? plain.iv(BLOCK_BYTES) : newIv(random);
        byte[] sealed;
        try {
            sealed = cipher(Cipher.ENCRYPT_MODE, key, iv, plain.aad()).doFinal(plain.value());
        } catch (GeneralSecurityException e) {
            throw RefusedRequest.badParameter(
                    "value is "
                            + plain.value().length
                            + " bytes, which "
                            + name()
                            + " does not take: "
                            + (wraps()
                                    ? "it wraps 16 bytes or more, a multiple of 8"
                                    : "it encrypts whole blocks of 16"));
        }
        return switch (mode) {
            case CBC, CBCPAD -> new CipherData(sealed, iv, null, null);
            case KW -> CipherData.of(sealed);
            case GCM -> {
                int length = sealed.length - TAG_BYTES;
                yield new CipherData(
                        Arrays.copyOf(sealed, length),
                        iv,
                        plain.aad(),
                        Arrays.copyOfRange(sealed, length, sealed.length));
            }
        };
    }

    private byte[] newIv(SecureRandom random) {
        byte[] iv = new byte[mode == Mode.GCM ? GCM_IV_BYTES : BLOCK_BYTES];
        random.nextBytes(iv);
        return iv;
    }

    /** Decrypts; whatever fails looks alike. */
    CipherData decrypt(SecretKey key, CipherData encrypted) throws RefusedRequest {
        encrypted.requireNone(name(), !wraps(), takesAad(), takesAad());
        byte[] iv =
                wraps() ? new byte[0] : encrypted.iv(mode == Mode.GCM ? GCM_IV_BYTES : BLOCK_BYTES);
        byte[] sealed = encrypted.value();
        if (mode == Mode.GCM) {
            byte[] tag = encrypted.tag(TAG_BYTES);
            sealed = ByteBuffer.allocate(sealed.length + TAG_BYTES).put(sealed).put(tag).array();
        }
        try {
            return CipherData.of(
                    cipher(Cipher.DECRYPT_MODE, key, iv, encrypted.aad()).doFinal(sealed));
        } catch (GeneralSecurityException e) {
            throw RefusedRequest.badParameter("value does not decrypt with " + name());
        }
    }

    private Cipher cipher(int direction, SecretKey key, byte[] iv, byte @Nullable [] aad)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(mode.transformation);
        cipher.init(direction, key, parameters(iv));
        if (aad != null) {
            cipher.updateAAD(aad);
        }
        return cipher;
    }

    private @Nullable AlgorithmParameterSpec parameters(byte[] iv) {
        return switch (mode) {
            case CBC, CBCPAD -> new IvParameterSpec(iv);
            case GCM -> new GCMParameterSpec(TAG_BYTES * Byte.SIZE, iv);
            case KW -> null;
        };
    }
}
