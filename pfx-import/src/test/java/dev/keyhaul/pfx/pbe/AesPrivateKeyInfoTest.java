package dev.keyhaul.pfx.pbe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pfx.fixture.Damage;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The form in which an AES key is encrypted under a password, as the JDK writes it in PKCS#12. */
class AesPrivateKeyInfoTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    private static byte[] random(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return random;
    }

    private static byte[] rawOf(byte[] der) {
        try (SecretBytes key = AesPrivateKeyInfo.raw(der).orElseThrow()) {
            return key.<byte[], RuntimeException>withRawSecretBytes(byte[]::clone);
        }
    }

    /** OpenSSL's commands decrypt it, too. */
    @ParameterizedTest
    @ValueSource(ints = {16, 24, 32})
    void form_isTheJdks(int bytes) {
        byte[] info = AesPrivateKeyInfo.of(random(bytes));

        assertThat(HexFormat.of().formatHex(info, 0, info.length - bytes))
                .isEqualTo(
                        "30%02x020100300a0608608648016503040104%02x"
                                .formatted(info.length - 2, bytes));
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 24, 32})
    void form_isReadByBouncyCastle(int bytes) {
        byte[] raw = random(bytes);

        PrivateKeyInfo info = PrivateKeyInfo.getInstance(AesPrivateKeyInfo.of(raw));

        assertThat(info.getPrivateKeyAlgorithm().getAlgorithm())
                .isEqualTo(NISTObjectIdentifiers.aes);
        assertThat(info.getPrivateKeyAlgorithm().getParameters()).isNull();
        assertThat(ASN1OctetString.getInstance(info.getPrivateKey()).getOctets()).isEqualTo(raw);
        assertThat(info.getAttributes()).isNull();
    }

    @Test
    void everyKey_isReadAgain_andRandomBytesAreNone() {
        for (int i = 0; i < 3000; i++) {
            byte[] raw = random(16 + 8 * (i % 3));

            assertThat(rawOf(AesPrivateKeyInfo.of(raw))).isEqualTo(raw);
            assertThat(AesPrivateKeyInfo.raw(random(i % 80))).isEmpty();
        }
    }

    /** The caller wipes its arrays, and may do so at once. */
    @Test
    void arraysOfTheCaller_areLeftAlone_andNotShared() {
        byte[] raw = random(32);
        byte[] before = raw.clone();

        byte[] der = AesPrivateKeyInfo.of(raw);
        byte[] derBefore = der.clone();
        try (SecretBytes key = AesPrivateKeyInfo.raw(der).orElseThrow()) {
            assertThat(raw).isEqualTo(before);
            assertThat(der).isEqualTo(derBefore);
            Arrays.fill(der, (byte) 0);
            assertThat(key.<byte[], RuntimeException>withRawSecretBytes(byte[]::clone))
                    .isEqualTo(before);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 24, 32})
    void truncatedOrFlipped_isNoKey_orAnotherOfThatLength(int bytes) throws Exception {
        byte[] info = AesPrivateKeyInfo.of(random(bytes));

        assertThat(Damage.acceptedTruncations(info, der -> AesPrivateKeyInfo.raw(der).isEmpty()))
                .isEmpty();
        // What is flipped in the key itself is another key.
        assertThat(Damage.acceptedFlips(info, 0x01, der -> AesPrivateKeyInfo.raw(der).isEmpty()))
                .hasSize(bytes)
                .allMatch(at -> at >= info.length - bytes);
    }

    @Test
    void keyOfAnotherLength_isRefused_bothWays() {
        for (int bytes : new int[] {0, 1, 8, 15, 17, 20, 23, 25, 31, 33, 64}) {
            assertThatThrownBy(() -> AesPrivateKeyInfo.of(new byte[bytes]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("no AES key has " + bytes + " bytes");
        }
        byte[] of20 =
                HexFormat.of()
                        .parseHex("3025020100300a06086086480165030401" + "0414" + "00".repeat(20));
        assertThat(AesPrivateKeyInfo.raw(of20)).isEmpty();
    }

    @Test
    void keyOfAnotherKind_isNone() {
        assertThat(AesPrivateKeyInfo.raw(GeneratedKeys.rsaPrivate(2048).getEncoded())).isEmpty();
        byte[] hash = AesPrivateKeyInfo.of(new byte[32]);
        hash[16] = 2; // the identifier of NIST's hashes, in place of that of AES
        assertThat(AesPrivateKeyInfo.raw(hash)).isEmpty();
    }
}
