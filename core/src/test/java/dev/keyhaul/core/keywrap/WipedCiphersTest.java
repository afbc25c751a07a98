package dev.keyhaul.core.keywrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.secret.SecretBytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a wrapper leaves in ciphers and arrays. */
class WipedCiphersTest {
    private static final SecretBytes TARGET = SecretBytes.moveFrom(new byte[] {1, 2, 3});
    private static final byte[] ZERO_KEY = new byte[32];

    private final List<byte[]> keys = new ArrayList<>();
    private final List<byte[]> decrypted = new ArrayList<>();
    private final List<SpyProvider> self = new ArrayList<>();

    /** Notes the key of each AES-KWP, and what each RSA-OAEP decrypts to. */
    private SpyProvider spy() {
        SpyProvider spy =
                new SpyProvider(
                        call -> {
                            byte[] result = call.real();
                            if (call.is("RSA", false)) {
                                assertThat(result).isNotEqualTo(new byte[result.length]);
                                decrypted.add(result);
                            } else if (!call.is("RSA", true)) {
                                keys.addAll(self.get(0).keysIn("AES/KWP"));
                            }
                            return result;
                        });
        self.add(spy);
        return spy;
    }

    private CipherSource watched() throws CheckFailedException {
        CipherSource ciphers = CipherSource.of(spy());
        keys.clear();
        decrypted.clear();
        return ciphers;
    }

    private byte[] lastKey() {
        List<byte[]> all = self.get(0).keysIn("AES/KWP");
        return all.get(all.size() - 1);
    }

    private static byte[] wrapped() {
        return RsaAesKeyWrap.wrap(
                TARGET, GeneratedKeys.rsaPublic(2048), OaepHash.SHA1, GeneratedKeys.RANDOM);
    }

    @Test
    void wrap_leavesTheCipherAKeyOfZeros() throws Exception {
        KeyWrapper wrapper =
                new KeyWrapper(
                        GeneratedKeys.rsaPublic(2048),
                        OaepHash.SHA1,
                        watched(),
                        GeneratedKeys.RANDOM);
        wrapper.wrap(TARGET);
        assertThat(keys.get(keys.size() - 1)).hasSize(32).isNotEqualTo(ZERO_KEY);
        assertThat(lastKey()).isEqualTo(ZERO_KEY);
    }

    @Test
    void unwrap_leavesTheCipherAKeyOfZeros_andTheDecryptedKeyZeroed() throws Exception {
        KeyUnwrapper unwrapper =
                new KeyUnwrapper(
                        GeneratedKeys.rsaPrivate(2048),
                        OaepHash.SHA1,
                        watched(),
                        GeneratedKeys.RANDOM);
        unwrapper.unwrap(wrapped()).close();
        assertThat(keys.get(keys.size() - 1)).hasSize(32).isNotEqualTo(ZERO_KEY);
        assertThat(lastKey()).isEqualTo(ZERO_KEY);

        byte[] damaged = wrapped();
        damaged[damaged.length - 1] ^= 1;
        assertThatThrownBy(() -> unwrapper.unwrap(damaged))
                .isInstanceOf(CheckFailedException.class);
        assertThat(lastKey()).isEqualTo(ZERO_KEY);
        assertThat(decrypted).hasSize(2).containsOnly(ZERO_KEY);
    }
}
