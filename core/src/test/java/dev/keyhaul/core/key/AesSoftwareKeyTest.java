package dev.keyhaul.core.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.fixture.OpenSsl;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** AES keys in clear, and what of the rules holds for every kind. */
class AesSoftwareKeyTest {
    private final SecureRandom random = new SecureRandom();

    @TempDir Path folder;

    private SoftwareKey aes(int bytes) throws MalformedInputException {
        byte[] raw = new byte[bytes];
        random.nextBytes(raw);
        return SoftwareKey.fromAes(raw, GeneratedKeys.ORIGIN, random);
    }

    /** The block ciphers of OpenSSL made these: {@code openssl enc -aes-N-cbc -nopad}. */
    @Test
    void fingerprint_isTheDocumentedOne() throws Exception {
        byte[] raw = new byte[32];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (byte) i;
        }
        for (int bytes : new int[] {16, 24, 32}) {
            byte[] key = Arrays.copyOf(raw, bytes);
            byte[] byOpenSsl =
                    new OpenSsl(folder)
                            .convert(
                                    Fingerprint.aesText(),
                                    "enc -aes-"
                                            + 8 * bytes
                                            + "-cbc -nopad -K "
                                            + HexFormat.of().formatHex(key)
                                            + " -iv "
                                            + "0".repeat(32));
            try (SoftwareKey aes = SoftwareKey.fromAes(key, GeneratedKeys.ORIGIN, random)) {
                assertThat(key).containsOnly(0);
                assertThat(aes.description())
                        .isEqualTo(
                                new KeyDescription.Aes(
                                        8 * bytes, Fingerprint.ofAesText(byOpenSsl)));
                assertThat(aes.description().publicKey()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 15, 17, 31, 33, 64})
    void fromAes_ofAnotherLength_isRefused(int bytes) {
        assertThatThrownBy(() -> aes(bytes))
                .isInstanceOf(MalformedInputException.class)
                .hasMessage("an AES key has 16, 24 or 32 bytes; this one has " + bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 24, 32})
    void wrapUnder_isOpenedByOpenSsl(int bytes) throws Exception {
        KeyPair kek = GeneratedKeys.rsa(2048);
        try (SoftwareKey key = aes(bytes)) {
            WrappedKey wrapped =
                    key.wrapUnder(
                            RsaAesWrappingKey.unsafeOf(
                                    (RSAPublicKey) kek.getPublic(), OaepHash.SHA1));
            byte[] opened =
                    new OpenSsl(folder)
                            .unwrap(
                                    kek.getPrivate().getEncoded(),
                                    2048,
                                    wrapped.ciphertext(),
                                    "sha1");
            assertThat(opened).isEqualTo(key.<byte[], RuntimeException>withClearKey(byte[]::clone));
            try (SoftwareKey again =
                    SoftwareKey.fromUnwrapped(opened, GeneratedKeys.ORIGIN, random)) {
                assertThat(again.description()).isEqualTo(key.description());
            }
        }
    }

    @Test
    void profile_ofATenantKey_refusesEveryOtherKind() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp384r1"));
        KeyDescription ec = KeyDescription.of(generator.generateKeyPair().getPublic());
        try (SoftwareKey key = aes(32)) {
            for (KeyDescription other : new KeyDescription[] {ec, key.description()}) {
                assertThatThrownBy(() -> KeyProfile.TENANT_KEY.check(other, true))
                        .isInstanceOf(RefusedException.class)
                        .hasMessage(
                                "the key is "
                                        + other.name()
                                        + "; a tenant key of Rights Management must be RSA 2048");
                assertThat(KeyProfile.KEY_VAULT.check(other, false)).isEmpty();
            }
        }
    }

    /** SP 800-57: 112 bits for RSA 2048, 128 for 3072, 152 for 4096; 128, 192, 256 for others. */
    @Test
    void strengthWarning_comparesStrengths() throws Exception {
        RsaAesWrappingKey kek =
                RsaAesWrappingKey.unsafeOf(GeneratedKeys.rsaPublic(2048), OaepHash.SHA1);
        RsaAesWrappingKey longer =
                RsaAesWrappingKey.unsafeOf(GeneratedKeys.rsaPublic(4096), OaepHash.SHA1);
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp521r1"));
        KeyDescription p521 = KeyDescription.of(generator.generateKeyPair().getPublic());
        try (SoftwareKey key = aes(16)) {
            assertThat(kek.strengthWarning(key.description()).orElseThrow())
                    .isEqualTo(
                            "AES 128 has a strength of 128 bits; the KEK, RSA 2048, has 112: use a"
                                    + " KEK of 4096 bits");
            assertThat(longer.strengthWarning(key.description())).isEmpty();
        }
        assertThat(longer.strengthWarning(p521).orElseThrow())
                .contains("EC P-521 has a strength of 256 bits", "RSA 4096, has 152");
        kek.requireMayWrap(p521);
    }
}
