package dev.keyhaul.core.keywrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.keywrap.KeyUnwrapper.Unwrapped;
import dev.keyhaul.core.secret.SecretBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class KeyUnwrapperTest {
    private static final int OAEP_BYTES = 256;
    private static final SecretBytes FORGED = target(1217);

    @Test
    void unwrapAll_opensTheGood_andFailsTheOthersAlike_inOrder() throws Exception {
        List<SecretBytes> targets = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            targets.add(target(1 + 37 * i));
        }
        List<byte[]> ciphertexts = wrap(targets);
        ciphertexts.set(3, new byte[0]);
        ciphertexts.set(7, Arrays.copyOf(ciphertexts.get(7), OAEP_BYTES));
        ciphertexts.set(8, Arrays.copyOf(ciphertexts.get(8), OAEP_BYTES + 8));
        ciphertexts.set(9, Arrays.copyOf(ciphertexts.get(9), ciphertexts.get(9).length - 1));
        ciphertexts.set(10, Arrays.copyOf(ciphertexts.get(10), ciphertexts.get(10).length + 8));
        ciphertexts.get(11)[0] ^= 1;
        ciphertexts.get(12)[OAEP_BYTES] ^= 1;
        ciphertexts.get(59)[ciphertexts.get(59).length - 1] ^= 1;
        List<Integer> bad = List.of(3, 7, 8, 9, 10, 11, 12, 59);
        List<Unwrapped> results = new ArrayList<>();

        try (KeyUnwrapper unwrapper = unwrapper()) {
            unwrapper.unwrapAll(ciphertexts.iterator(), results::add);
            assertThat(KeyWrapperTest.secretsIn(unwrapper)).isEmpty();
            for (int i = 0; i < targets.size(); i++) {
                assertThat(results.get(i).index()).isEqualTo(i);
                byte[] ciphertext = ciphertexts.get(i);
                if (bad.contains(i)) {
                    assertThat(results.get(i)).isInstanceOf(Unwrapped.Failed.class);
                    assertThat(((Unwrapped.Failed) results.get(i)).error())
                            .hasMessage("the wrapped key does not open with this key")
                            .hasNoCause()
                            .hasSameClassAs(
                                    catchThrowableOfType(
                                            CheckFailedException.class,
                                            () -> unwrapper.unwrap(ciphertext)));
                } else {
                    assertThat(results.get(i)).isInstanceOf(Unwrapped.Opened.class);
                    assertThat(((Unwrapped.Opened) results.get(i)).target())
                            .isEqualTo(targets.get(i));
                    assertThat(unwrapper.unwrap(ciphertext)).isEqualTo(targets.get(i));
                }
            }
        }
        assertThat(results).hasSize(60);
    }

    /** The AES key that stands in is random: it is no key that a forger could wrap under. */
    @Test
    void garbage_withAKwpPartUnderAKnownKey_isNeverOpened() throws Exception {
        List<byte[]> forged =
                List.of(
                        forged(new byte[OAEP_BYTES]),
                        forged(oaepOf(new byte[0])),
                        forged(oaepOf(new byte[16])),
                        forged(oaepOf(new byte[33])));
        List<Unwrapped> results = new ArrayList<>();

        try (KeyUnwrapper unwrapper = unwrapper()) {
            for (byte[] ciphertext : forged) {
                assertThatThrownBy(() -> unwrapper.unwrap(ciphertext))
                        .isInstanceOf(CheckFailedException.class)
                        .hasNoCause();
            }
            unwrapper.unwrapAll(forged.iterator(), results::add);
            assertThat(unwrapper.unwrap(forged(oaepOf(new byte[32])))).isEqualTo(FORGED);
        }
        assertThat(results).hasSize(forged.size()).hasOnlyElementsOfType(Unwrapped.Failed.class);
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
        return CipherSource.of(null)
                .oaep(
                        Cipher.ENCRYPT_MODE,
                        GeneratedKeys.rsaPublic(2048),
                        OaepHash.SHA1,
                        GeneratedKeys.RANDOM)
                .doFinal(message);
    }

    @Test
    void unwrapAll_withAnotherKek_opensNothing() {
        List<Unwrapped> results = new ArrayList<>();
        try (KeyUnwrapper unwrapper =
                KeyUnwrapper.with(
                                (java.security.interfaces.RSAPrivateKey)
                                        GeneratedKeys.rsa(2048, "other").getPrivate(),
                                OaepHash.SHA1)
                        .build()) {
            unwrapper.unwrapAll(
                    wrap(List.of(target(20), target(1217), target(7))).iterator(), results::add);
        }
        assertThat(results).hasSize(3).hasOnlyElementsOfType(Unwrapped.Failed.class);
    }

    /** What was opened and nobody took is zeroed; what was handed on stays the receiver's. */
    @Test
    void unwrapAll_whenResultsThrows_wipes_andClosedRefuses() throws Exception {
        List<SecretBytes> targets = new ArrayList<>();
        targets.add(target(3000));
        for (int i = 0; i < 20; i++) {
            targets.add(target(20));
        }
        List<byte[]> ciphertexts = wrap(targets);
        KeyUnwrapper unwrapper = unwrapper();
        assertThatThrownBy(
                        () ->
                                unwrapper.unwrapAll(
                                        ciphertexts.iterator(),
                                        result -> {
                                            throw new IllegalStateException("enough");
                                        }))
                .hasMessage("enough");
        assertThat(KeyWrapperTest.secretsIn(unwrapper)).isEmpty();
        unwrapper.close();
        assertThatThrownBy(() -> unwrapper.unwrap(ciphertexts.get(0)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("unwrapper is closed");
        assertThatThrownBy(() -> unwrapper.unwrapAll(ciphertexts.iterator(), result -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("unwrapper is closed");
    }

    private static List<byte[]> wrap(List<SecretBytes> targets) {
        List<byte[]> ciphertexts = new ArrayList<>();
        try (KeyWrapper wrapper =
                KeyWrapper.under(GeneratedKeys.rsaPublic(2048), OaepHash.SHA1).build()) {
            wrapper.wrapAll(targets.iterator(), ciphertexts::add);
        }
        return ciphertexts;
    }

    private static KeyUnwrapper unwrapper() {
        return KeyUnwrapper.with(GeneratedKeys.rsaPrivate(2048), OaepHash.SHA1).build();
    }

    private static SecretBytes target(int length) {
        byte[] bytes = new byte[length];
        GeneratedKeys.RANDOM.nextBytes(bytes);
        return SecretBytes.moveFrom(bytes);
    }
}
