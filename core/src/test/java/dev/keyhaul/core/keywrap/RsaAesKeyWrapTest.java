package dev.keyhaul.core.keywrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.core.secret.SecretBytes;
import java.math.BigInteger;
import java.security.interfaces.RSAPrivateKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RsaAesKeyWrapTest {
    static final int OAEP_BYTES = 256;

    @Test
    void everyLength_upTo64_comesBack() throws CheckFailedException {
        for (int length = 1; length <= 64; length++) {
            byte[] target = bytes(length);
            assertThat(unwrap(wrap(target, OaepHash.SHA1), kek(), OaepHash.SHA1)).isEqualTo(target);
        }
    }

    @Test
    void everyByteFlipped_neverOpens() {
        byte[] ciphertext = wrap(bytes(20), OaepHash.SHA1);
        List<Integer> opened = new ArrayList<>();
        for (int i = 0; i < ciphertext.length; i++) {
            byte[] flipped = ciphertext.clone();
            flipped[i] ^= (byte) (1 << (i % 8));
            if (opens(flipped)) {
                opened.add(i);
            }
        }
        assertThat(opened).isEmpty();
    }

    @Test
    void everyTruncation_neverOpens() {
        byte[] ciphertext = wrap(bytes(20), OaepHash.SHA1);
        List<Integer> opened = new ArrayList<>();
        for (int length = 0; length < ciphertext.length; length++) {
            if (opens(Arrays.copyOf(ciphertext, length))) {
                opened.add(length);
            }
        }
        assertThat(opened).isEmpty();
    }

    @Test
    void failures_ofEveryKind_lookAlike() throws Exception {
        byte[] good = wrap(bytes(20), OaepHash.SHA1);
        List<CheckFailedException> failures =
                List.of(
                        failure(new byte[0], kek(), OaepHash.SHA1),
                        failure(Arrays.copyOf(good, OAEP_BYTES), kek(), OaepHash.SHA1),
                        failure(Arrays.copyOf(good, good.length - 8), kek(), OaepHash.SHA1),
                        failure(Arrays.copyOf(good, good.length - 1), kek(), OaepHash.SHA1),
                        failure(Arrays.copyOf(good, good.length + 8), kek(), OaepHash.SHA1),
                        failure(flipped(good, 0), kek(), OaepHash.SHA1),
                        failure(flipped(good, good.length - 1), kek(), OaepHash.SHA1),
                        failure(good, otherKek(), OaepHash.SHA1),
                        failure(good, kek(), OaepHash.SHA256),
                        failure(good, GeneratedKeys.rsaPrivate(3072), OaepHash.SHA1),
                        failure(withAesKeyOf(16), kek(), OaepHash.SHA1),
                        failure(withAesKeyOf(24), kek(), OaepHash.SHA1),
                        failure(withAesKeyOf(33), kek(), OaepHash.SHA1));

        assertThat(failures)
                .allSatisfy(
                        failure -> {
                            assertThat(failure)
                                    .hasMessage("this key cannot unwrap the wrapped key")
                                    .hasNoCause();
                            assertThat(failure.getSuppressed()).isEmpty();
                            assertThat(failure.hint()).isEqualTo(failures.get(0).hint());
                        });
    }

    @ParameterizedTest
    @EnumSource(OaepHash.class)
    void wrap_twice_usesAnotherAesKey(OaepHash hash) {
        assertThat(wrap(bytes(20), hash)).isNotEqualTo(wrap(bytes(20), hash));
    }

    @Test
    void wrap_ofNothing_isRefused() {
        assertThatThrownBy(() -> wrap(new byte[0], OaepHash.SHA1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void wrap_ofAClosedSecret_isRefused() {
        SecretBytes closed = SecretBytes.copyOf(bytes(20));
        closed.close();
        assertThatThrownBy(
                        () ->
                                RsaAesKeyWrap.wrap(
                                        closed,
                                        GeneratedKeys.rsaPublic(2048),
                                        OaepHash.SHA1,
                                        GeneratedKeys.RANDOM))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void wrappedLength_aroundSemiblocks_roundsUp() {
        assertThat(AesKwp.wrappedLengthBytes(1)).isEqualTo(16);
        assertThat(AesKwp.wrappedLengthBytes(8)).isEqualTo(16);
        assertThat(AesKwp.wrappedLengthBytes(9)).isEqualTo(24);
        assertThat(AesKwp.wrappedLengthBytes(1216)).isEqualTo(1224);
        assertThat(AesKwp.wrappedLengthBytes(1217)).isEqualTo(1232);
    }

    @Test
    void oaepPart_isAsLongAsTheModulus_roundedUp() throws Exception {
        for (int bits : new int[] {2041, 2047, 2048}) {
            assertThat(
                            RsaAesKeyWrap.oaepLengthBytes(
                                    PublicKeyEncoding.of(
                                            BigInteger.ONE.shiftLeft(bits - 1).setBit(0),
                                            BigInteger.valueOf(65537))))
                    .isEqualTo(256);
        }
    }

    static byte[] wrap(byte[] target, OaepHash hash) {
        try (SecretBytes secret = SecretBytes.copyOf(target)) {
            return RsaAesKeyWrap.wrap(
                    secret, GeneratedKeys.rsaPublic(2048), hash, GeneratedKeys.RANDOM);
        }
    }

    static byte[] unwrap(byte[] ciphertext, RSAPrivateKey kek, OaepHash hash)
            throws CheckFailedException {
        try (SecretBytes target =
                RsaAesKeyWrap.unwrap(ciphertext, kek, hash, GeneratedKeys.RANDOM)) {
            return target.withRawSecretBytes(byte[]::clone);
        }
    }

    private static boolean opens(byte[] ciphertext) {
        try {
            unwrap(ciphertext, kek(), OaepHash.SHA1);
            return true;
        } catch (CheckFailedException e) {
            return false;
        }
    }

    static CheckFailedException failure(byte[] ciphertext, RSAPrivateKey kek, OaepHash hash) {
        return catchThrowableOfType(
                CheckFailedException.class, () -> unwrap(ciphertext, kek, hash));
    }

    /** What a tool makes that takes AES-128 or AES-192 for the ephemeral key. */
    private static byte[] withAesKeyOf(int lengthBytes) throws Exception {
        byte[] aesKey = bytes(lengthBytes);
        Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPPadding");
        oaep.init(Cipher.ENCRYPT_MODE, GeneratedKeys.rsaPublic(2048), OaepHash.SHA1.parameters());
        byte[] ciphertext = Arrays.copyOf(oaep.doFinal(aesKey), OAEP_BYTES + 32);
        int usable = Math.min(lengthBytes, 32);
        try (SecretBytes target = SecretBytes.copyOf(bytes(20))) {
            byte[] kwp = AesKwp.wrap(target, new SecretKeySpec(aesKey, 0, usable, "AES"));
            System.arraycopy(kwp, 0, ciphertext, OAEP_BYTES, kwp.length);
        }
        return ciphertext;
    }

    private static byte[] flipped(byte[] bytes, int index) {
        byte[] copy = bytes.clone();
        copy[index] ^= 1;
        return copy;
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i + 1);
        }
        return bytes;
    }

    static RSAPrivateKey kek() {
        return GeneratedKeys.rsaPrivate(2048);
    }

    static RSAPrivateKey otherKek() {
        return (RSAPrivateKey) GeneratedKeys.rsa(2048, "other").getPrivate();
    }
}
