package dev.keyhaul.core.byok;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.GeneratedKeys;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.core.keywrap.OaepHash;
import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BareWrappingKeyTest {
    private static final RSAPublicKey KEY = GeneratedKeys.rsaPublic(2048);

    @ParameterizedTest
    @ValueSource(ints = {2048, 3072, 4096})
    void read_withItsFingerprint_isTheKey(int bits) throws KeyTransferException {
        RSAPublicKey key = key(bits);
        for (byte[] file : new byte[][] {PublicKeyEncoding.pem(key), PublicKeyEncoding.der(key)}) {
            BareWrappingKey read = BareWrappingKey.read(file, Optional.of(Fingerprint.of(key)));

            assertThat(read.publicKey()).isEqualTo(key);
            assertThat(read.wrappingKey(OaepHash.SHA256).publicKey()).isEqualTo(key);
            assertThat(read.wrappingKey(OaepHash.SHA256).oaepHash()).isEqualTo(OaepHash.SHA256);
        }
    }

    @Test
    void read_withoutAFingerprint_isRefused() {
        assertThatThrownBy(() -> BareWrappingKey.read(PublicKeyEncoding.pem(KEY), Optional.empty()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("KEK");
    }

    @Test
    void read_withTheFingerprintOfAnotherKey_isRefused() {
        Fingerprint other = Fingerprint.of(GeneratedKeys.rsaPublic(3072));

        assertThatThrownBy(
                        () -> BareWrappingKey.read(PublicKeyEncoding.pem(KEY), Optional.of(other)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("fingerprint");
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 2047, 2049, 2056, 3071, 3080, 4095, 4104, 8192})
    void read_ofAnotherLength_isRefused(int bits) throws KeyTransferException {
        RSAPublicKey key = key(bits);

        assertThatThrownBy(
                        () ->
                                BareWrappingKey.read(
                                        PublicKeyEncoding.pem(key),
                                        Optional.of(Fingerprint.of(key))))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("KEK is of " + bits + " bits")
                .hasMessageContaining("2048, 3072 or 4096");
    }

    /** Nothing is encrypted: a number of the length will do. */
    private static RSAPublicKey key(int bits) throws KeyTransferException {
        return PublicKeyEncoding.of(
                BigInteger.ONE.shiftLeft(bits - 1).setBit(0), BigInteger.valueOf(65537));
    }
}
