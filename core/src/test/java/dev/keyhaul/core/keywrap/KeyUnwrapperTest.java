package dev.keyhaul.core.keywrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.secret.SecretBytes;
import java.security.interfaces.RSAPrivateKey;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class KeyUnwrapperTest {
    private static final int OAEP_BYTES = 256;
    private static final SecretBytes FORGED = KeyWrapperTest.target(1217);

    private final KeyUnwrapper unwrapper = unwrapper(GeneratedKeys.rsaPrivate(2048));

    @Test
    void unwrap_betweenGoodOnes_failsTheBadAlike() throws Exception {
        SecretBytes target = KeyWrapperTest.target(1217);
        byte[] good = wrap(target);
        int length = good.length;
        for (byte[] bad :
                List.of(
                        new byte[0],
                        Arrays.copyOf(good, OAEP_BYTES),
                        Arrays.copyOf(good, OAEP_BYTES + 8),
                        Arrays.copyOf(good, length - 1),
                        Arrays.copyOf(good, length + 8),
                        changedAt(good, 0),
                        changedAt(good, OAEP_BYTES),
                        changedAt(good, length - 1))) {
            assertFails(bad);
            try (SecretBytes opened = unwrapper.unwrap(good)) {
                assertThat(opened).isEqualTo(target);
            }
        }
        assertThat(KeyWrapperTest.secretsIn(unwrapper)).isEmpty();
    }

    private void assertFails(byte[] ciphertext) {
        assertThatThrownBy(() -> unwrapper.unwrap(ciphertext))
                .isInstanceOf(CheckFailedException.class)
                .hasMessage("this key cannot unwrap the wrapped key")
                .hasNoCause();
    }

    private static byte[] changedAt(byte[] good, int place) {
        byte[] bad = good.clone();
        bad[place] ^= 1;
        return bad;
    }

    /** The AES key that stands in is random: it is no key that a forger could wrap under. */
    @Test
    void garbage_withAKwpPartUnderAKnownKey_isNeverOpened() throws Exception {
        for (byte[] ciphertext :
                List.of(
                        forged(new byte[OAEP_BYTES]),
                        forged(oaepOf(new byte[0])),
                        forged(oaepOf(new byte[16])),
                        forged(oaepOf(new byte[33])))) {
            assertFails(ciphertext);
        }
        assertThat(unwrapper.unwrap(forged(oaepOf(new byte[32])))).isEqualTo(FORGED);
    }

    /** Ends in a KWP part under the AES key of zeros. */
    private static byte[] forged(byte[] oaepPart) throws Exception {
        Cipher kwp = Cipher.getInstance("AES/KWP/NoPadding");
        kwp.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[32], "AES"));
        byte[] kwpPart = FORGED.withRawSecretBytes(kwp::doFinal);
        byte[] ciphertext = Arrays.copyOf(oaepPart, OAEP_BYTES + kwpPart.length);
        System.arraycopy(kwpPart, 0, ciphertext, OAEP_BYTES, kwpPart.length);
        return ciphertext;
    }

    private static byte[] oaepOf(byte[] message) throws Exception {
        return CipherSource.jdk()
                .oaep(
                        Cipher.ENCRYPT_MODE,
                        GeneratedKeys.rsaPublic(2048),
                        OaepHash.SHA1,
                        GeneratedKeys.RANDOM)
                .doFinal(message);
    }

    @Test
    void unwrap_withAnotherKek_opensNothing() {
        KeyUnwrapper other =
                unwrapper((RSAPrivateKey) GeneratedKeys.rsa(2048, "other").getPrivate());
        for (int length : new int[] {20, 1217, 7}) {
            byte[] ciphertext = wrap(KeyWrapperTest.target(length));
            assertThatThrownBy(() -> other.unwrap(ciphertext))
                    .isInstanceOf(CheckFailedException.class);
        }
    }

    private static byte[] wrap(SecretBytes target) {
        return RsaAesKeyWrap.wrap(
                target, GeneratedKeys.rsaPublic(2048), OaepHash.SHA1, GeneratedKeys.RANDOM);
    }

    private static KeyUnwrapper unwrapper(RSAPrivateKey kek) {
        return new KeyUnwrapper(kek, OaepHash.SHA1, CipherSource.jdk(), GeneratedKeys.RANDOM);
    }
}
