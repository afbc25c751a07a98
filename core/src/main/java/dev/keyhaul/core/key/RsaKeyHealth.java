package dev.keyhaul.core.key;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * What a key from a file is worth, beyond its parts fitting together. Of an RSA key: whether its
 * factors are primes, far enough apart, and not from a generator known to be broken. Of an EC or
 * AES key: whether it is one that a test or an example uses. Immutable.
 *
 * @since 0.1.0
 */
public final class RsaKeyHealth {
    private final List<String> warnings;
    private final List<String> weaknesses;

    private RsaKeyHealth(List<String> warnings, List<String> weaknesses) {
        this.warnings = List.copyOf(warnings);
        this.weaknesses = List.copyOf(weaknesses);
    }

    /** Returns what a user should know. */
    public List<String> warnings() {
        return warnings;
    }

    /** Returns what makes the key unfit for use, unless the user insists. */
    public List<String> weaknesses() {
        return weaknesses;
    }

    private static final BigInteger F4 = BigInteger.valueOf(65537);

    /** FIPS 186-5 §A.1.3: |p - q| is more than 2^(bits/2 - 100). */
    private static final int DISTANCE_SLACK_BITS = 100;

    /**
     * Examines a key: for RSA-2048 some 30 ms on each of two threads, in a process that has just
     * started. The key remembers the result.
     *
     * @throws MalformedInputException when a factor is not a prime: then it is not an RSA key; or
     *     when all bytes of an AES key are zero
     */
    public static RsaKeyHealth of(SoftwareKey key) throws MalformedInputException {
        if (!(key.description() instanceof KeyDescription.Rsa)) {
            return ofOtherKind(key);
        }
        RsaKeyHealth known = key.knownHealth();
        if (known == null) {
            known = of(key.withClearKey(RsaKeyHealth::numbers), key.random());
            key.remember(known);
        }
        return known;
    }

    /**
     * Examines what anybody sees of a key, such as one in a token: an RSA modulus for small
     * divisors, for ROCA, for primes that are close to each other, and for one that another modulus
     * has which this process has examined (of the first 1,024), an EC point for being a small
     * multiple of the generator, and whether an AES key is zero.
     *
     * @param key its public half, or what an AES key encrypts
     */
    public static RsaKeyHealth ofPublicHalf(KeyDescription key) {
        Arguments.notNull("key", key);
        return new RsaKeyHealth(List.of(), PublicHalfHealth.weaknesses(key));
    }

    /**
     * Examines all but whether the factors are primes, in some 20 µs: for work on thousands of
     * keys, which their owner has used before. The key remembers the result. A factor with a
     * divisor of up to 167 is found nevertheless, and a damaged number was when the key was read:
     * no damage leaves n = p·q and the exponents agreeing. What passes and is no prime was made so
     * by a broken or hostile generator.
     *
     * @throws MalformedInputException when a factor has a small divisor: then it is not an RSA key;
     *     or when all bytes of an AES key are zero
     */
    public static RsaKeyHealth withoutPrimality(SoftwareKey key) throws MalformedInputException {
        if (!(key.description() instanceof KeyDescription.Rsa)) {
            return ofOtherKind(key);
        }
        RsaKeyHealth known = key.knownHealth();
        if (known == null) {
            known = key.knownWithoutPrimality();
        }
        if (known == null) {
            RsaCrtNumbers numbers = key.withClearKey(RsaKeyHealth::numbers);
            if (RocaFingerprint.hasSmallDivisor(numbers.modulus())) {
                throw noPrime();
            }
            known = new RsaKeyHealth(warnings(numbers.publicExponent()), weaknesses(numbers));
            key.rememberWithoutPrimality(known);
        }
        return known;
    }

    private static RsaKeyHealth ofOtherKind(SoftwareKey key) throws MalformedInputException {
        List<String> warnings =
                key.description() instanceof KeyDescription.Ec
                        ? key.withClearKey(EcPrivateNumber::warnings)
                        : key.withClearKey(AesKeyBytes::warnings);
        return new RsaKeyHealth(warnings, List.of());
    }

    /**
     * Refuses weaknesses.
     *
     * @param allowWeakKey lets them pass as warnings
     * @return warnings for the user
     * @throws RefusedException when there is a weakness, and it is not allowed
     */
    public List<String> requireSound(boolean allowWeakKey) throws RefusedException {
        if (!weaknesses.isEmpty() && !allowWeakKey) {
            throw new RefusedException(Reason.WEAK_KEY, weaknesses.get(0), "make a new key");
        }
        List<String> all = new ArrayList<>(weaknesses);
        all.addAll(warnings);
        return List.copyOf(all);
    }

    private static RsaCrtNumbers numbers(byte[] pkcs8) {
        return RsaCrtNumbers.ofPkcs8(pkcs8)
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "a key that was read before cannot be read again"));
    }

    private static RsaKeyHealth of(RsaCrtNumbers key, SecureRandom random)
            throws MalformedInputException {
        if (!arePrimes(key.primeP(), key.primeQ(), random)) {
            throw noPrime();
        }
        return new RsaKeyHealth(warnings(key.publicExponent()), weaknesses(key));
    }

    /** Side by side: this is the longest part of a command that wraps one key. */
    private static boolean arePrimes(BigInteger p, BigInteger q, SecureRandom random) {
        FutureTask<Boolean> ofQ = new FutureTask<>(() -> PrimalityTest.isProbablePrime(q, random));
        Thread aside = new Thread(ofQ, "keyhaul-primality");
        aside.setDaemon(true);
        aside.start();
        boolean pIsPrime = PrimalityTest.isProbablePrime(p, random);
        try {
            return ofQ.get() && pIsPrime;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a test of primality failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return PrimalityTest.isProbablePrime(q, random) && pIsPrime;
        }
    }

    private static MalformedInputException noPrime() {
        return new MalformedInputException(
                Reason.KEY_FILE_FORM, "not an RSA key: a factor of the modulus is not a prime");
    }

    private static List<String> warnings(BigInteger exponent) {
        return exponent.compareTo(F4) < 0
                ? List.of("the public exponent is " + exponent + "; 65537 is usual and safer")
                : List.of();
    }

    private static List<String> weaknesses(RsaCrtNumbers key) {
        int bits = key.modulus().bitLength();
        List<String> found = new ArrayList<>();
        BigInteger distance = key.primeP().subtract(key.primeQ()).abs();
        if (distance.bitLength() <= bits / 2 - DISTANCE_SLACK_BITS) {
            found.add("the two primes are so close that the key can be factored");
        }
        if (key.privateExponent().bitLength() <= bits / 2) {
            found.add("the private exponent is so small that it can be computed");
        }
        if (RocaFingerprint.fits(key.modulus())) {
            found.add(RocaFingerprint.WORDS);
        }
        return found;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RsaKeyHealth that
                && warnings.equals(that.warnings)
                && weaknesses.equals(that.weaknesses);
    }

    @Override
    public int hashCode() {
        return Objects.hash(warnings, weaknesses);
    }

    @Override
    public String toString() {
        return "RsaKeyHealth[" + warnings + ", " + weaknesses + "]";
    }
}
