package dev.keyhaul.core.byok;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.PublicKeyEncoding;
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
        assertThat(kek.wrappingKey(OaepHash.SHA256).publicKey()).isEqualTo(key);
        assertThat(kek.wrappingKey(OaepHash.SHA256).oaepHash()).isEqualTo(OaepHash.SHA256);
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
                .hasMessageStartingWith("KEK is of " + bits + " bits")
                .hasMessageContaining("2048, 3072 or 4096");
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
