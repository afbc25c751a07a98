package dev.keyhaul.core.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.fixture.OpenSsl;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An AES key under RSAES-OAEP alone. */
class DirectWrapTest {
    @TempDir static Path folder;

    @ParameterizedTest
    @CsvSource({
        "16, SHA1",
        "24, SHA1",
        "32, SHA1",
        "16, SHA256",
        "24, SHA256",
        "32, SHA256",
    })
    void wrapUnder_anAesKey_isWhatOpensslDecrypts(int length, OaepHash hash) throws Exception {
        byte[] raw = new byte[length];
        GeneratedKeys.RANDOM.nextBytes(raw);
        WrappingKey.RsaOaep kek = WrappingKey.RsaOaep.unsafeOf(GeneratedKeys.rsaPublic(3072), hash);
        WrappedKey wrapped;
        try (SoftwareKey key =
                SoftwareKey.fromAes(raw.clone(), GeneratedKeys.ORIGIN, GeneratedKeys.RANDOM)) {
            wrapped = key.wrapUnder(kek);
        }

        byte[] opened =
                new OpenSsl(folder)
                        .decryptOaep(
                                GeneratedKeys.rsaPrivate(3072).getEncoded(),
                                wrapped.ciphertext(),
                                hash.name().toLowerCase(Locale.ROOT));
        assertThat(Arrays.equals(opened, raw)).isTrue();
        assertThat(wrapped.ciphertext()).hasSize(384);
        assertThat(wrapped.method()).hasToString("RSA_OAEP_" + hash);
        assertThat(wrapped.strategy()).isEqualTo("RSAES-OAEP in software");
        assertThat(wrapped.wrappingKey())
                .isEqualTo(Fingerprint.of(GeneratedKeys.rsaPublic(3072)).toString());
    }

    @Test
    void wrapUnder_anRsaKey_isRefused() throws Exception {
        WrappingKey.RsaOaep kek =
                WrappingKey.RsaOaep.unsafeOf(GeneratedKeys.rsaPublic(4096), OaepHash.SHA256);
        try (SoftwareKey key = GeneratedKeys.software(2048, "direct")) {
            assertThatThrownBy(() -> key.wrapUnder(kek))
                    .isInstanceOf(RefusedException.class)
                    .hasMessage("RSAES-OAEP alone wraps only AES keys; the key is RSA 2048");
        }
    }

    @Test
    void unsafeOf_aShortKey_isRefused() {
        assertThatThrownBy(
                        () ->
                                WrappingKey.RsaOaep.unsafeOf(
                                        GeneratedKeys.rsaPublic(1024), OaepHash.SHA256))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
