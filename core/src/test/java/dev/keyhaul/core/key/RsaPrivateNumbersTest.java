package dev.keyhaul.core.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.der.WipedRsaNumbers;
import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Byte for byte what the JDK encodes. */
final class WipedRsaNumbersTest {
    @ParameterizedTest
    @ValueSource(ints = {512, 1024, 2048, 3072, 4096})
    void toPkcs8_isTheJdksEncoding(int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();

        try (WipedRsaNumbers numbers = numbers(key)) {
            assertThat(numbers.toPkcs8()).isEqualTo(key.getEncoded());
        }
    }

    @Test
    void close_zeroesEachNumber() {
        byte[][] arrays = new byte[8][4];
        for (byte[] array : arrays) {
            array[0] = 1;
        }
        WipedRsaNumbers.moveFrom(arrays).close();

        assertThat(List.of(arrays)).allSatisfy(array -> assertThat(array).containsOnly(0));
    }

    private static WipedRsaNumbers numbers(RSAPrivateCrtKey key) {
        return WipedRsaNumbers.moveFrom(
                padded(key.getModulus()),
                padded(key.getPublicExponent()),
                padded(key.getPrivateExponent()),
                padded(key.getPrimeP()),
                padded(key.getPrimeQ()),
                padded(key.getPrimeExponentP()),
                padded(key.getPrimeExponentQ()),
                padded(key.getCrtCoefficient()));
    }

    /** With leading zeros, as formats of fixed lengths have them. */
    private static byte[] padded(BigInteger number) {
        byte[] signed = number.toByteArray();
        byte[] padded = new byte[signed.length + 5];
        System.arraycopy(signed, 0, padded, 5, signed.length);
        return padded;
    }
}
