package dev.keyhaul.core.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Primes pass, and every kind of composite that fools a weaker test does not. */
final class PrimalityTestTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final BigInteger ONE = BigInteger.ONE;

    /** Lengths around the limbs' edges, and where the JDK's test takes over. */
    @ParameterizedTest
    @ValueSource(
            ints = {
                2, 3, 63, 64, 65, 76, 77, 78, 103, 104, 105, 130, 131, 132, 255, 256, 257, 511, 512,
                513, 768, 1023, 1024, 1025, 1536, 2048
            })
    void ofAPrime_isTrue(int bits) {
        for (int i = 0; i < (bits > 600 ? 3 : 50); i++) {
            assertThat(isPrime(BigInteger.probablePrime(bits, RANDOM))).isTrue();
        }
    }

    /** Primes just below a power of two, whose limbs are full: 2^255 - 19 and Mersenne's. */
    @Test
    void ofKnownPrimes_isTrue() {
        assertThat(isPrime(power(255).subtract(BigInteger.valueOf(19)))).isTrue();
        for (int mersenne : new int[] {89, 107, 127, 521, 607, 1279, 2203}) {
            assertThat(isPrime(power(mersenne).subtract(ONE))).isTrue();
        }
    }

    @Test
    void ofARandomNumber_agreesWithTheJdk() {
        for (int i = 0; i < 3000; i++) {
            BigInteger number = new BigInteger(64 + i % 200, RANDOM).setBit(0);
            assertThat(isPrime(number)).isEqualTo(number.isProbablePrime(100));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 128, 512})
    void ofAProductOfTwoPrimes_isFalse(int bits) {
        for (int i = 0; i < 10; i++) {
            BigInteger p = BigInteger.probablePrime(bits, RANDOM);
            assertThat(isPrime(p.multiply(BigInteger.probablePrime(bits, RANDOM)))).isFalse();
            assertThat(isPrime(p.multiply(p))).as("a square").isFalse();
            assertThat(isPrime(p.multiply(BigInteger.valueOf(3)))).isFalse();
            assertThat(isPrime(p.shiftLeft(1))).as("even").isFalse();
        }
    }

    /** A square has no P, whatever Miller-Rabin would say. */
    @Test
    void lucasOfASquare_endsAndIsFalse() {
        BigInteger p = BigInteger.probablePrime(512, RANDOM);

        assertThat(PrimalityTest.of(p.multiply(p)).passesLucas()).isFalse();
    }

    /** (6k+1)(12k+1)(18k+1), when all are primes (Chernick, 1939): Fermat's test never fails it. */
    @Test
    void ofACarmichaelNumber_isFalse() {
        BigInteger number = chernick(170);

        assertThat(BigInteger.TWO.modPow(number.subtract(ONE), number)).isEqualTo(ONE);
        assertThat(isPrime(number)).isFalse();
    }

    /**
     * p(2p-1) passes Miller-Rabin with a quarter of the bases, as many as any composite: each of
     * the two tests must find it on its own.
     */
    @Test
    void ofAWorstCaseForMillerRabin_isFalse() {
        BigInteger number = worstCase(256);
        PrimalityTest test = PrimalityTest.of(number);
        long passed =
                IntStream.range(0, 400)
                        .filter(i -> test.passesMillerRabin(new BigInteger(500, RANDOM).setBit(1)))
                        .count();

        assertThat(passed).isBetween(30L, 180L);
        assertThat(test.passesLucas()).isFalse();
        assertThat(isPrime(number)).isFalse();
    }

    /**
     * Arnault's composite of 337 digits of 1995 is a strong pseudoprime to all bases below 307; the
     * first of these are of Jaeschke (1993), for the bases to 37.
     */
    @Test
    void ofStrongPseudoprimesToFixedBases_isFalse() {
        BigInteger psi12 = new BigInteger("318665857834031151167461");
        PrimalityTest test = PrimalityTest.of(psi12);
        for (int base : new int[] {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37}) {
            assertThat(test.passesMillerRabin(BigInteger.valueOf(base))).isTrue();
        }
        assertThat(test.passesLucas()).isFalse();
        assertThat(isPrime(psi12)).isFalse();
        assertThat(isPrime(new BigInteger("3317044064679887385961981"))).isFalse();
    }

    /** Arnault's number is p(313(p-1)+1)(353(p-1)+1), for the prime p that he gives. */
    @Test
    void ofArnaultsComposite_isFalseByLucasThoughAllSmallBasesPass() {
        BigInteger p = new BigInteger(ARNAULT);
        BigInteger p1 = p.subtract(ONE);
        BigInteger number =
                p.multiply(p1.multiply(BigInteger.valueOf(313)).add(ONE))
                        .multiply(p1.multiply(BigInteger.valueOf(353)).add(ONE));
        PrimalityTest test = PrimalityTest.of(number);

        for (BigInteger base = BigInteger.TWO;
                base.intValue() < 307;
                base = base.nextProbablePrime()) {
            assertThat(test.passesMillerRabin(base)).isTrue();
        }
        assertThat(test.passesLucas()).isFalse();
        assertThat(isPrime(number)).isFalse();
    }

    private static final String ARNAULT =
            "29674495668685510550154174642905332730771991799853043350995075531276838753171770199594"
                    + "238596428121188033664754218345562493168782883";

    /** Extra strong Lucas pseudoprimes (OEIS A217719): Miller-Rabin must find them. */
    @Test
    void ofLucasPseudoprimes_lucasPassesAndMillerRabinDoesNot() {
        for (int number : List.of(989, 3239, 5777, 10877, 27971, 29681, 30739, 31631, 39059)) {
            BigInteger n = BigInteger.valueOf(number);
            PrimalityTest test = PrimalityTest.of(n);
            assertThat(test.passesLucas()).as("%s", number).isTrue();
            assertThat(test.passesMillerRabin(BigInteger.TWO)).as("%s", number).isFalse();
        }
    }

    @Test
    void lucas_ofEveryOddNumberTo20000_isTrueForPrimesAndThoseAlone() {
        List<Integer> pseudoprimes = List.of(989, 3239, 5777, 10877);
        for (int number = 53; number < 20_000; number += 2) {
            BigInteger n = BigInteger.valueOf(number);
            boolean expected = n.isProbablePrime(50) || pseudoprimes.contains(number);
            assertThat(PrimalityTest.of(n).passesLucas()).as("%s", number).isEqualTo(expected);
        }
    }

    @Test
    void multiply_isMultiplicationAtEveryLength() {
        for (int bits = 3; bits <= MontgomeryArithmetic.MAX_BITS; bits += 1 + bits / 40) {
            BigInteger modulus = power(bits).subtract(ONE);
            MontgomeryArithmetic field = new MontgomeryArithmetic(modulus);
            BigInteger a = modulus.subtract(ONE);
            BigInteger b = new BigInteger(bits, RANDOM).mod(modulus);
            long[] product = field.empty();
            field.multiply(field.of(a), field.of(b), product);
            assertThat(field.areEqual(product, field.of(a.multiply(b).mod(modulus)))).isTrue();
            field.add(field.of(a), field.of(b), product);
            assertThat(field.areEqual(product, field.of(a.add(b)))).isTrue();
            assertThat(field.areEqual(product, field.of(a.add(b).add(ONE)))).isFalse();
        }
    }

    @Test
    void jacobi_isLegendreForPrimes() {
        for (BigInteger p = BigInteger.valueOf(3); p.intValue() < 200; p = p.nextProbablePrime()) {
            for (int a = 0; a < 200; a++) {
                BigInteger number = BigInteger.valueOf(a);
                BigInteger euler = number.modPow(p.shiftRight(1), p);
                int legendre = euler.equals(p.subtract(ONE)) ? -1 : euler.intValue();
                assertThat(PrimalityTest.jacobi(number, p)).isEqualTo(legendre);
            }
        }
    }

    private static boolean isPrime(BigInteger number) {
        return PrimalityTest.isProbablePrime(number, RANDOM);
    }

    private static BigInteger power(int exponent) {
        return ONE.shiftLeft(exponent);
    }

    private static BigInteger chernick(int bits) {
        while (true) {
            BigInteger k = new BigInteger(bits, RANDOM).setBit(bits - 1);
            BigInteger number = ONE;
            boolean primes = true;
            for (int factor : new int[] {6, 12, 18}) {
                BigInteger prime = k.multiply(BigInteger.valueOf(factor)).add(ONE);
                primes = primes && prime.isProbablePrime(50);
                number = number.multiply(prime);
            }
            if (primes) {
                return number;
            }
        }
    }

    /** With p = 3 modulo 4, a quarter of the bases. */
    private static BigInteger worstCase(int bits) {
        while (true) {
            BigInteger p = BigInteger.probablePrime(bits, RANDOM);
            BigInteger q = p.shiftLeft(1).subtract(ONE);
            if (p.testBit(1) && q.isProbablePrime(50)) {
                return p.multiply(q);
            }
        }
    }
}
