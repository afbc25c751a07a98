package dev.keyhaul.core.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.der.WipedRsaNumbers;
import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.spec.ECPrivateKeySpec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keys of every kind of weakness, made for the test. */
final class RsaKeyHealthTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final BigInteger F4 = BigInteger.valueOf(65537);

    @Test
    void ofAGoodKey_nothingToSay() throws KeyTransferException {
        RsaKeyHealth health = health(prime(512), prime(512), F4);

        assertThat(health.warnings()).isEmpty();
        assertThat(health.weaknesses()).isEmpty();
        assertThat(health.requireSound(false)).isEmpty();
    }

    @Test
    void ofExponentThree_warns() throws KeyTransferException {
        BigInteger three = BigInteger.valueOf(3);
        RsaKeyHealth health = health(primeFor(three), primeFor(three), three);

        assertThat(health.requireSound(false)).singleElement().asString().contains("65537");
    }

    /** A key that was generated has none of these bytes. */
    @Test
    void ofAesKeysOfExamples_warns_andOfZerosIsNoKey() throws KeyTransferException {
        byte[] random = new byte[32];
        RANDOM.nextBytes(random);
        assertThat(aes(random)).isEmpty();
        for (int step : new int[] {1, 0, -1, 17}) {
            byte[] bytes = new byte[16];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (0xF8 + i * step);
            }
            assertThat(aes(bytes)).singleElement().asString().contains("as in an example");
            bytes[15]++;
            assertThat(aes(bytes)).isEmpty();
        }
        for (int length : new int[] {16, 24, 32}) {
            assertThatThrownBy(() -> aes(new byte[length]))
                    .isInstanceOf(MalformedInputException.class)
                    .hasMessage("not an AES key: all its bytes are zero");
        }
    }

    private static List<String> aes(byte[] raw) throws KeyTransferException {
        try (SoftwareKey key =
                SoftwareKey.fromAes(raw.clone(), KeyOrigin.software("test"), RANDOM)) {
            assertThat(RsaKeyHealth.withoutPrimality(key)).isEqualTo(RsaKeyHealth.of(key));
            return RsaKeyHealth.of(key).requireSound(false);
        }
    }

    @Test
    void ofEcNumbersThatAnyoneGuesses_warns() throws Exception {
        for (KeyDescription.Curve curve : KeyDescription.Curve.values()) {
            BigInteger order = curve.parameters().getOrder();
            for (int distance : new int[] {1, 2}) {
                BigInteger small = BigInteger.valueOf(distance);
                assertThat(ec(curve, small)).singleElement().asString().contains("guess");
                assertThat(ec(curve, order.subtract(small))).hasSize(1);
            }
            assertThat(ec(curve, BigInteger.valueOf(3))).isEmpty();
            assertThat(ec(curve, order.subtract(BigInteger.valueOf(3)))).isEmpty();
        }
    }

    private static List<String> ec(KeyDescription.Curve curve, BigInteger number) throws Exception {
        byte[] pkcs8 =
                KeyFactory.getInstance("EC")
                        .generatePrivate(new ECPrivateKeySpec(number, curve.parameters()))
                        .getEncoded();
        try (SoftwareKey key = SoftwareKey.fromPkcs8(pkcs8, KeyOrigin.software("test"), RANDOM)) {
            return RsaKeyHealth.of(key).requireSound(false);
        }
    }

    @Test
    void ofExponentOne_isNoKey() {
        assertThatThrownBy(() -> health(prime(512), prime(512), BigInteger.ONE))
                .isInstanceOf(MalformedInputException.class);
    }

    @Test
    void ofThreePrimes_isNoKey() {
        BigInteger composite = prime(256).multiply(prime(256));
        BigInteger q = prime(512);

        // Carmichael's function is not (p-1)(q-1) here, so only the numbers' own relations hold.
        assertThatThrownBy(() -> health(composite, q, F4))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining("not a prime");
    }

    @Test
    void ofClosePrimes_isRefusedUnlessToldOtherwise() throws KeyTransferException {
        BigInteger p = prime(512);
        RsaKeyHealth health = health(p, p.nextProbablePrime(), F4);

        assertThatThrownBy(() -> health.requireSound(false))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("close");
        assertThat(health.requireSound(true)).hasSize(1);
    }

    /** Primes of the broken generator's form: k·M + (65537^a mod M), M the first 39 primes. */
    @Test
    void ofRocaPrimes_isRefused() throws KeyTransferException {
        RsaKeyHealth health = health(rocaPrime(), rocaPrime(), F4);

        assertThatThrownBy(() -> health.requireSound(false))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("CVE-2017-15361");
    }

    @Test
    void ofManyGoodKeys_noneLooksLikeRoca() {
        int marked = 0;
        for (int i = 0; i < 200; i++) {
            marked += RocaFingerprint.fits(prime(256).multiply(prime(256))) ? 1 : 0;
        }
        assertThat(marked).isZero();
    }

    private static RsaKeyHealth health(BigInteger p, BigInteger q, BigInteger e)
            throws KeyTransferException {
        KeyOrigin origin = KeyOrigin.software("test");
        try (WipedRsaNumbers numbers = numbers(p, q, e);
                SoftwareKey key = SoftwareKey.fromPkcs8(numbers.toPkcs8(), origin, RANDOM)) {
            return RsaKeyHealth.of(key);
        }
    }

    private static WipedRsaNumbers numbers(BigInteger p, BigInteger q, BigInteger e) {
        BigInteger p1 = p.subtract(BigInteger.ONE);
        BigInteger q1 = q.subtract(BigInteger.ONE);
        BigInteger d = e.modInverse(p1.multiply(q1));
        return WipedRsaNumbers.moveFrom(
                p.multiply(q).toByteArray(),
                e.toByteArray(),
                d.toByteArray(),
                p.toByteArray(),
                q.toByteArray(),
                d.mod(p1).toByteArray(),
                d.mod(q1).toByteArray(),
                q.modInverse(p).toByteArray());
    }

    private static BigInteger prime(int bits) {
        return BigInteger.probablePrime(bits, RANDOM);
    }

    private static BigInteger primeFor(BigInteger exponent) {
        BigInteger found;
        do {
            found = prime(512);
        } while (found.subtract(BigInteger.ONE).mod(exponent).signum() == 0);
        return found;
    }

    private static BigInteger rocaPrime() {
        BigInteger product = BigInteger.ONE;
        for (BigInteger r = BigInteger.TWO; r.intValue() <= 167; r = r.nextProbablePrime()) {
            product = product.multiply(r);
        }
        while (true) {
            BigInteger a = new BigInteger(200, RANDOM);
            BigInteger k =
                    new BigInteger(512 - product.bitLength(), RANDOM)
                            .setBit(511 - product.bitLength());
            BigInteger candidate = k.multiply(product).add(F4.modPow(a, product));
            if (candidate.isProbablePrime(50)) {
                return candidate;
            }
        }
    }
}
