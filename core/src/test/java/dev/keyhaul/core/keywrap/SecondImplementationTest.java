package dev.keyhaul.core.keywrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.fixture.OpenSsl;
import dev.keyhaul.core.secret.SecretBytes;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What we wrap opens elsewhere and the other way round, for each KEK length that Azure takes and
 * each remainder modulo 8 of an RSA-2048 key's PKCS#8.
 */
@Tag("system")
class SecondImplementationTest {
    private static final Map<Integer, byte[]> TARGETS = GeneratedKeys.pkcs8ByRemainder();

    static Stream<Arguments> kekBitsAndRemainders() {
        return IntStream.of(2048, 3072, 4096)
                .boxed()
                .flatMap(
                        bits ->
                                TARGETS.keySet().stream()
                                        .map(remainder -> Arguments.of(bits, remainder)));
    }

    @ParameterizedTest(name = "KEK {0}, PKCS#8 length ≡ {1} mod 8")
    @MethodSource("kekBitsAndRemainders")
    void bouncyCastle_bothDirections_opens(int kekBits, int remainder) throws Exception {
        byte[] target = Objects.requireNonNull(TARGETS.get(remainder));

        assertThat(BouncyCastleKeyWrap.unwrap(wrap(target, kekBits), kekBits)).isEqualTo(target);
        assertThat(unwrap(BouncyCastleKeyWrap.wrap(target, kekBits), kekBits)).isEqualTo(target);
    }

    @ParameterizedTest(name = "KEK {0}, PKCS#8 length ≡ {1} mod 8")
    @MethodSource("kekBitsAndRemainders")
    void openSsl_bothDirections_opens(int kekBits, int remainder, @TempDir Path folder)
            throws Exception {
        byte[] target = Objects.requireNonNull(TARGETS.get(remainder));
        OpenSsl openSsl = new OpenSsl(folder);
        byte[] privateKek = GeneratedKeys.rsaPrivate(kekBits).getEncoded();
        byte[] publicKek = GeneratedKeys.rsaPublic(kekBits).getEncoded();

        assertThat(openSsl.unwrap(privateKek, kekBits, wrap(target, kekBits), "sha1"))
                .isEqualTo(target);
        assertThat(unwrap(openSsl.wrap(publicKek, target), kekBits)).isEqualTo(target);
    }

    private static byte[] wrap(byte[] target, int kekBits) {
        try (SecretBytes secret = SecretBytes.copyOf(target)) {
            return RsaAesKeyWrap.wrap(
                    secret, GeneratedKeys.rsaPublic(kekBits), OaepHash.SHA1, GeneratedKeys.RANDOM);
        }
    }

    private static byte[] unwrap(byte[] ciphertext, int kekBits) throws Exception {
        try (SecretBytes target =
                RsaAesKeyWrap.unwrap(
                        ciphertext,
                        GeneratedKeys.rsaPrivate(kekBits),
                        OaepHash.SHA1,
                        GeneratedKeys.RANDOM)) {
            return target.withRawSecretBytes(byte[]::clone);
        }
    }
}
