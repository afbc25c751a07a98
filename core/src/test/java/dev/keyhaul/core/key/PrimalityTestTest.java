package dev.keyhaul.core.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Primes pass, and every kind of composite that fools a weaker test does not. */
final class PrimalityTestTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final BigInteger ONE = BigInteger.ONE;

    /** On both sides of where the JDK's test takes over. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 64, 512, 1023, 1024, 1025, 1536, 2048})
    void ofAPrime_isTrue(int bits) {
        for (int i = 0; i < (bits > 600 ? 3 : 50); i++) {
            assertThat(isPrime(BigInteger.probablePrime(bits, RANDOM))).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1279, 2203})
    void ofAMersennePrime_isTrue(int exponent) {
        assertThat(isPrime(ONE.shiftLeft(exponent).subtract(ONE))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 512, 768})
    void ofAProductOfTwoPrimes_isFalse(int bits) {
        for (int i = 0; i < 10; i++) {
            BigInteger p = BigInteger.probablePrime(bits, RANDOM);
            assertThat(isPrime(p.multiply(BigInteger.probablePrime(bits, RANDOM)))).isFalse();
            assertThat(isPrime(p.multiply(p))).as("a square").isFalse();
            assertThat(isPrime(p.multiply(BigInteger.valueOf(3)))).isFalse();
            assertThat(isPrime(p.shiftLeft(600))).as("even").isFalse();
        }
    }

    /** (6k+1)(12k+1)(18k+1), when all are primes (Chernick, 1939): Fermat's test never fails it. */
    @Test
    void ofACarmichaelNumber_isFalse() {
        BigInteger number = chernick();

        assertThat(number.bitLength()).isGreaterThanOrEqualTo(1024);
        assertThat(BigInteger.TWO.modPow(number.subtract(ONE), number)).isEqualTo(ONE);
        assertThat(isPrime(number)).isFalse();
    }

    /**
     * p(2p-1) with p = 3 modulo 4 passes with a quarter of the bases: no composite does with more.
     */
    @Test
    void ofTheWorstComposite_aBasePassesOnceInFour() {
        BigInteger number = worstCase(256, 64_331);

        long passed =
                IntStream.range(0, 400)
                        .filter(i -> PrimalityTest.passes(number, base(number)))
                        .count();

        assertThat(passed).isBetween(40L, 160L);
    }

    /** Five bases let such a number pass once in 1,024: of 64 trials, seven once in 10^12. */
    @Test
    void ofTheWorstComposite_isFalseAlmostAlways() {
        BigInteger number = worstCase(520, 260_303);

        assertThat(IntStream.range(0, 64).filter(i -> isPrime(number)).count()).isLessThan(7);
    }

    /** Psi 12 of Sorenson and Webster (2015): fixed bases up to 37 would take it for a prime. */
    @Test
    void ofAStrongPseudoprime_fixedBasesPassAndRandomOnesDoNot() {
        BigInteger number = new BigInteger("318665857834031151167461");
        for (int base : new int[] {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37}) {
            assertThat(PrimalityTest.passes(number, BigInteger.valueOf(base))).isTrue();
        }

        assertThat(IntStream.range(0, 64).allMatch(i -> PrimalityTest.passes(number, base(number))))
                .isFalse();
        assertThat(isPrime(number)).isFalse();
    }

    private static boolean isPrime(BigInteger number) {
        return PrimalityTest.isProbablePrime(number, RANDOM);
    }

    private static BigInteger base(BigInteger number) {
        return new BigInteger(number.bitLength() - 2, RANDOM).setBit(1);
    }

    /** A known k, since a search among random ones takes between a second and a minute. */
    private static BigInteger chernick() {
        BigInteger k = ONE.shiftLeft(339).add(BigInteger.valueOf(1_521_133));
        BigInteger number = ONE;
        for (int factor : new int[] {6, 12, 18}) {
            BigInteger prime = k.multiply(BigInteger.valueOf(factor)).add(ONE);
            assertThat(prime.isProbablePrime(50)).isTrue();
            number = number.multiply(prime);
        }
        return number;
    }

    /** A known p, since a search among random primes takes seconds. */
    private static BigInteger worstCase(int bits, int abovePower) {
        BigInteger p = ONE.shiftLeft(bits - 1).add(BigInteger.valueOf(abovePower));
        BigInteger q = p.shiftLeft(1).subtract(ONE);
        assertThat(p.testBit(1) && p.isProbablePrime(50) && q.isProbablePrime(50)).isTrue();
        return p.multiply(q);
    }
}
