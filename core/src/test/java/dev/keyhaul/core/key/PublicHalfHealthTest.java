package dev.keyhaul.core.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PublicHalfHealthTest {
    private static final BigInteger F4 = BigInteger.valueOf(65537);
    private static final SecureRandom RANDOM = new SecureRandom();

    @Test
    void soundKeys_pass() throws Exception {
        for (String algorithm : new String[] {"RSA", "EC"}) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(algorithm.equals("RSA") ? 2048 : 256);
            KeyDescription key = KeyDescription.of(generator.generateKeyPair().getPublic());

            assertThat(PublicHalfHealth.weaknesses(key)).isEmpty();
            assertThatCode(() -> RsaKeyHealth.ofPublicHalf(key).requireSound(false))
                    .doesNotThrowAnyException();
        }
        byte[] bytes = new byte[32];
        bytes[31] = 1;
        assertThat(PublicHalfHealth.weaknesses(aes(bytes))).isEmpty();
    }

    @Test
    void smallDivisor_isFound() throws Exception {
        for (int divisor : new int[] {2, 3, 167}) {
            BigInteger other = BigInteger.ONE.shiftLeft(2040).add(BigInteger.valueOf(12345));
            BigInteger modulus = other.multiply(BigInteger.valueOf(divisor)).setBit(2047);
            BigInteger divisible = modulus.subtract(modulus.mod(BigInteger.valueOf(divisor)));
            assertThat(PublicHalfHealth.weaknesses(rsa(divisible)))
                    .containsExactly("the modulus can be divided by a small prime");
        }
    }

    @Test
    void closePrimes_areFound_andFarOnesAreNot() throws Exception {
        BigInteger p =
                BigInteger.ONE.shiftLeft(1023).add(BigInteger.valueOf(99)).nextProbablePrime();
        BigInteger next = p.nextProbablePrime();
        BigInteger far = p.add(BigInteger.ONE.shiftLeft(900)).nextProbablePrime();

        assertThat(PublicHalfHealth.weaknesses(rsa(p.multiply(next)))).hasSize(1);
        assertThat(PublicHalfHealth.weaknesses(rsa(p.multiply(p))))
                .containsExactly("the two primes are so close that the key can be factored");
        assertThat(PublicHalfHealth.weaknesses(rsa(p.multiply(far)))).isEmpty();
    }

    /** The first is sound as far as anybody knows, and stays so. */
    @Test
    void primeOfAnotherKey_isFound_inTheSecond() throws Exception {
        BigInteger shared = prime();
        KeyDescription first = rsa(shared.multiply(prime()));
        KeyDescription second = rsa(shared.multiply(prime()));

        assertThat(PublicHalfHealth.weaknesses(first)).isEmpty();
        for (int look = 0; look < 2; look++) {
            assertThat(PublicHalfHealth.weaknesses(second))
                    .singleElement()
                    .asString()
                    .contains("another key of this run has a prime in common");
        }
        assertThat(PublicHalfHealth.weaknesses(first)).isEmpty();
    }

    /** A run of many keys is not slowed down without end. */
    @Test
    void moduli_areKeptUpToAThousand() {
        KnownModuli known = new KnownModuli();
        BigInteger first = BigInteger.valueOf(1_000_003);
        BigInteger prime = first;
        for (int i = 0; i < 1024; i++) {
            assertThat(known.sharePrimeWith(prime)).isFalse();
            prime = prime.nextProbablePrime();
        }
        assertThat(known.sharePrimeWith(prime)).isFalse();
        assertThat(known.sharePrimeWith(prime.pow(2))).as("the 1,025th").isFalse();
        assertThat(known.sharePrimeWith(first.pow(2))).as("the first").isTrue();
    }

    private static BigInteger prime() {
        return BigInteger.probablePrime(1024, RANDOM);
    }

    /** The mark alone: powers of 65537 modulo every small prime. */
    @Test
    void roca_isFound() throws Exception {
        BigInteger product = BigInteger.ONE;
        for (int i = 3; i <= 167; i += 2) {
            if (BigInteger.valueOf(i).isProbablePrime(20)) {
                product = product.multiply(BigInteger.valueOf(i));
            }
        }
        BigInteger modulus =
                BigInteger.ONE
                        .shiftLeft(2047)
                        .divide(product)
                        .add(BigInteger.TWO)
                        .multiply(product)
                        .add(F4.modPow(BigInteger.valueOf(12345), product));
        BigInteger odd = modulus.testBit(0) ? modulus : modulus.add(product);

        assertThat(PublicHalfHealth.weaknesses(rsa(odd)))
                .singleElement()
                .asString()
                .contains("CVE-2017-15361");
    }

    @ParameterizedTest
    @EnumSource(KeyDescription.Curve.class)
    void smallMultiple_isFound(KeyDescription.Curve curve) throws Exception {
        ECPoint point = curve.parameters().getGenerator();
        for (int multiple = 1; multiple <= 40; multiple++) {
            ECPoint negative =
                    new ECPoint(
                            point.getAffineX(),
                            ((java.security.spec.ECFieldFp)
                                            curve.parameters().getCurve().getField())
                                    .getP()
                                    .subtract(point.getAffineY()));
            assertThat(PublicHalfHealth.weaknesses(ec(curve, point)).isEmpty())
                    .isEqualTo(multiple > 32);
            assertThat(PublicHalfHealth.weaknesses(ec(curve, negative)).isEmpty())
                    .isEqualTo(multiple > 32);
            point = EcPoint.plusGenerator(point, curve.parameters());
        }
    }

    /** P-256, from NIST's test vectors for point multiplication. */
    @Test
    void plusGenerator_agreesWithNist() {
        KeyDescription.Curve curve = KeyDescription.Curve.P256;
        ECPoint point = curve.parameters().getGenerator();
        for (int multiple = 1; multiple < 20; multiple++) {
            point = EcPoint.plusGenerator(point, curve.parameters());
        }
        assertThat(point.getAffineX())
                .isEqualTo(
                        new BigInteger(
                                1,
                                HexFormat.of()
                                        .parseHex(
                                                "83a01a9378395bab9bcd6a0ad03cc56d56e6b19250465a94a234dc4c6b28da9a")));
    }

    @Test
    void zeroAesKey_isFound_andRefused() {
        for (int length : new int[] {16, 24, 32}) {
            KeyDescription zeros = aes(new byte[length]);
            assertThatThrownBy(() -> RsaKeyHealth.ofPublicHalf(zeros).requireSound(false))
                    .isInstanceOfSatisfying(
                            RefusedException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.WEAK_KEY));
            assertThatCode(() -> RsaKeyHealth.ofPublicHalf(zeros).requireSound(true))
                    .doesNotThrowAnyException();
        }
    }

    private static KeyDescription aes(byte[] bytes) {
        return new KeyDescription.Aes(bytes.length * 8, AesKeyBytes.fingerprint(bytes));
    }

    private static KeyDescription rsa(BigInteger modulus) throws Exception {
        return KeyDescription.of(
                (RSAPublicKey)
                        KeyFactory.getInstance("RSA")
                                .generatePublic(new RSAPublicKeySpec(modulus, F4)));
    }

    private static KeyDescription ec(KeyDescription.Curve curve, ECPoint point) throws Exception {
        return new KeyDescription.Ec(
                (ECPublicKey)
                        KeyFactory.getInstance("EC")
                                .generatePublic(new ECPublicKeySpec(point, curve.parameters())),
                curve);
    }
}
