package dev.keyhaul.core.byok;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.WrapMethod;
import dev.keyhaul.core.key.WrappedKey;
import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BareWrappingKeyTest {
    @ParameterizedTest
    @ValueSource(ints = {2048, 3072, 4096})
    void of_keyWithItsFingerprint_isTheKey(int bits) throws KeyTransferException {
        RSAPublicKey key = key(bits);

        BareWrappingKey kek = BareWrappingKey.of(key, told(key));

        assertThat(kek.publicKey()).isEqualTo(key);
        assertThat(kek.authenticatedBy()).isEqualTo("a fingerprint given by the operator");
    }

    @Test
    void of_keyWithTheFingerprintOfAnother_isRefused() {
        KekProvenance other = told(GeneratedKeys.rsaPublic(3072));

        assertThatThrownBy(() -> BareWrappingKey.of(GeneratedKeys.rsaPublic(2048), other))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("fingerprint");
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 2047, 2049, 2056, 3071, 3080, 4095, 4104, 8192})
    void of_keyOfAnotherLength_isRefused(int bits) throws KeyTransferException {
        RSAPublicKey key = key(bits);

        assertThatThrownBy(() -> BareWrappingKey.of(key, told(key)))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("the KEK has " + bits + " bits")
                .hasMessageContaining("2048, 3072 or 4096");
    }

    @Test
    void wrap_keyWithinTheRules_isWrappedWithTheHashThatIsAskedFor() throws Exception {
        try (SoftwareKey key = GeneratedKeys.software(2048, "bare")) {
            WrappedKey wrapped = wrap(key, KeyProfile.TENANT_KEY);

            assertThat(wrapped.method()).isEqualTo(WrapMethod.RSA_AES_SHA256);
            assertThat(wrapped.wrappingKey())
                    .isEqualTo(Fingerprint.of(GeneratedKeys.rsaPublic(2048)).toString());
        }
    }

    /** Every rule of the wrapper holds, whatever the bytes are for. */
    @Test
    void wrap_keyAgainstTheRules_isRefused() throws Exception {
        assertRefused(
                GeneratedKeys.software(3072, "bare"),
                KeyProfile.TENANT_KEY,
                "modulus is 3072 bits");
        assertRefused(
                GeneratedKeys.software(3072, "bare"),
                KeyProfile.KEY_VAULT,
                "KEK of 2048 bits is weaker than the target of 3072 bits");
        assertRefused(
                GeneratedKeys.withCompositeFactor(),
                KeyProfile.TENANT_KEY,
                "not an RSA key: a factor");
    }

    @Test
    void wrap_keyUnderItsOwnPublicHalf_isRefused() throws Exception {
        try (SoftwareKey key = GeneratedKeys.software(2048, "bare")) {
            RSAPublicKey itself = key.description().requireRsa();
            BareWrappingKey kek = BareWrappingKey.of(itself, told(itself));

            assertThatThrownBy(() -> kek.wrap(key, OaepHash.SHA256, KeyProfile.TENANT_KEY, false))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageStartingWith("the KEK is the public half of the key");
        }
    }

    private static void assertRefused(SoftwareKey key, KeyProfile profile, String message) {
        try (key) {
            assertThatThrownBy(() -> wrap(key, profile))
                    .isInstanceOf(KeyTransferException.class)
                    .hasMessageStartingWith(message);
        }
    }

    private static WrappedKey wrap(SoftwareKey key, KeyProfile profile)
            throws KeyTransferException {
        RSAPublicKey kek = GeneratedKeys.rsaPublic(2048);
        return BareWrappingKey.of(kek, told(kek)).wrap(key, OaepHash.SHA256, profile, false);
    }

    private static KekProvenance told(RSAPublicKey key) {
        return new KekProvenance.OperatorsFingerprint(Fingerprint.of(key));
    }

    /** Nothing is encrypted: a number of the length will do. */
    private static RSAPublicKey key(int bits) throws KeyTransferException {
        return PublicKeyEncoding.of(
                BigInteger.ONE.shiftLeft(bits - 1).setBit(0), BigInteger.valueOf(65537));
    }
}
