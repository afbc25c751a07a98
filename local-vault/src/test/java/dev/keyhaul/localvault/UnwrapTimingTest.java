package dev.keyhaul.localvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.security.keyvault.keys.models.KeyVaultKey;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.byok.BlobContent;
import dev.keyhaul.core.byok.BlobOpener;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.core.secret.SecretBytes;
import java.math.BigInteger;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long each kind of unwrap failure takes, in the library and through the local vault: figures
 * for docs/dev/EVIDENCE.md, never a condition. The suite makes a few calls; with {@code
 * -Dtiming.calls=25000} it makes 100,000 in each place.
 */
@Tag("long")
class UnwrapTimingTest {
    private static final int CALLS = Integer.getInteger("timing.calls", 50);
    private static final int POOL = 32;
    private static final int PKCS8_BYTES = 1217;
    private static final String KID =
            "https://rehearsal.vault.keyhaul.invalid/keys/kek/0123456789abcdef0123456789abcdef";

    @TempDir static Path folder;

    /**
     * The JDK's server would wait some 40 ms for the first half of its answer to be acknowledged.
     */
    @BeforeAll
    static void sendAtOnce() {
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /** How far a forged ciphertext comes. */
    private enum Kind {
        /** Manger's attack lives on telling this one from the next. */
        LEADING_BYTE_NOT_ZERO,
        OAEP_HASH_WRONG,
        KWP_WRONG,
        NO_PKCS8
    }

    @Test
    void library_failureKinds() throws Exception {
        KeyPair kek = TestKeys.rsa(2048);
        RSAPublicKey other = (RSAPublicKey) TestKeys.rsa(2048).getPublic();
        List<List<byte[]>> forged = forged((RSAPublicKey) kek.getPublic(), KID);
        try (SecretBytes pkcs8 = SecretBytes.copyOf(kek.getPrivate().getEncoded())) {
            measure(
                    "library",
                    forged,
                    file -> {
                        BlobContent blob = BlobContent.parse(file);
                        long start = System.nanoTime();
                        assertThatThrownBy(
                                        () ->
                                                BlobOpener.requireHolds(
                                                        blob,
                                                        pkcs8,
                                                        KeyDescription.of(other),
                                                        TestKeys.RANDOM))
                                .isInstanceOf(KeyTransferException.class);
                        return System.nanoTime() - start;
                    });
        }
    }

    @Test
    void localVault_failureKinds_haveOneAnswer() throws Exception {
        try (RunningVault vault = RunningVault.start(folder)) {
            KeyVaultKey kek = vault.createKek("kek", 2048);
            RSAPublicKey key = (RSAPublicKey) kek.getKey().toRsa().getPublic();
            Set<String> answers = new LinkedHashSet<>();
            measure(
                    "local vault",
                    forged(key, kek.getId()),
                    file -> {
                        String body =
                                "{\"key\":{\"kty\":\"RSA-HSM\",\"key_hsm\":\"%s\"}}"
                                        .formatted(base64(file));
                        long start = System.nanoTime();
                        HttpResponse<String> answer =
                                vault.send("PUT", "/keys/target?api-version=7.6", body);
                        long time = System.nanoTime() - start;
                        answers.add(answer.statusCode() + " " + answer.body());
                        return time;
                    });
            assertThat(answers).singleElement().asString().contains("400", "opens no unencrypted");
        }
    }

    private interface Attempt {
        long nanos(byte[] file) throws Exception;
    }

    /** The kinds take turns in a random order, so that what changes with time meets all alike. */
    private static void measure(String place, List<List<byte[]>> forged, Attempt attempt)
            throws Exception {
        double[][] times = new double[forged.size()][CALLS];
        List<Integer> order = new ArrayList<>(IntStream.range(0, times.length).boxed().toList());
        for (int i = -CALLS / 10; i < CALLS; i++) {
            Collections.shuffle(order, TestKeys.RANDOM);
            for (int kind : order) {
                byte[] file = forged.get(kind).get(TestKeys.RANDOM.nextInt(POOL));
                long nanos = attempt.nanos(file);
                if (i >= 0) {
                    times[kind][i] = nanos;
                }
            }
        }
        report(place, Arrays.stream(times).map(Sample::of).toList());
    }

    private static void report(String place, List<Sample> samples) {
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            System.out.printf(
                    "%s, %s: %d calls, mean %.1f us, deviation %.1f us%n",
                    place,
                    Kind.values()[i],
                    CALLS,
                    sample.mean / 1000,
                    Math.sqrt(sample.variance) / 1000);
        }
        for (int i = 1; i < samples.size(); i++) {
            Sample a = samples.get(i - 1);
            Sample b = samples.get(i);
            System.out.printf(
                    "%s, %s against %s: Welch's t = %.2f, difference of means %.2f us%n",
                    place,
                    Kind.values()[i - 1],
                    Kind.values()[i],
                    a.t(b),
                    (a.mean - b.mean) / 1000);
        }
    }

    /** Of the lower nine tenths: what pauses a process is no property of a failure. */
    private record Sample(int size, double mean, double variance) {
        static Sample of(double[] times) {
            double[] kept = times.clone();
            Arrays.sort(kept);
            kept = Arrays.copyOf(kept, Math.max(2, kept.length * 9 / 10));
            double mean = Arrays.stream(kept).average().orElseThrow();
            double squares = Arrays.stream(kept).map(x -> (x - mean) * (x - mean)).sum();
            return new Sample(kept.length, mean, squares / (kept.length - 1));
        }

        double t(Sample other) {
            return (mean - other.mean) / Math.sqrt(variance / size + other.variance / other.size);
        }
    }

    /** A pool of files for each kind, in the kinds' order. */
    private static List<List<byte[]>> forged(RSAPublicKey kek, String kid) {
        return Arrays.stream(Kind.values())
                .map(
                        kind ->
                                IntStream.range(0, POOL)
                                        .mapToObj(any -> forged(kind, kek, kid))
                                        .toList())
                .toList();
    }

    private static byte[] forged(Kind kind, RSAPublicKey kek, String kid) {
        byte[] target = new byte[PKCS8_BYTES];
        TestKeys.RANDOM.nextBytes(target);
        byte[] ciphertext;
        try (SecretBytes secret = SecretBytes.moveFrom(target)) {
            ciphertext = RsaAesKeyWrap.wrap(secret, kek, OaepHash.SHA1, TestKeys.RANDOM);
        }
        int split = RsaAesKeyWrap.oaepLengthBytes(kek);
        switch (kind) {
            case LEADING_BYTE_NOT_ZERO -> put(encrypted(kek, BigInteger.TWO), ciphertext, split);
            case OAEP_HASH_WRONG -> put(encrypted(kek, BigInteger.ZERO), ciphertext, split);
            case KWP_WRONG -> ciphertext[ciphertext.length - 1] ^= 1;
            case NO_PKCS8 -> {}
        }
        try {
            return new BlobContent(KeyIdentifier.parse(kid), ciphertext, "test").toFile();
        } catch (KeyTransferException e) {
            throw new AssertionError(e);
        }
    }

    /** RSA of a random message with this leading byte: 0 as OAEP wants it, or another. */
    private static BigInteger encrypted(RSAPublicKey kek, BigInteger leading) {
        int bits = kek.getModulus().bitLength() - 8;
        BigInteger message = leading.shiftLeft(bits).add(new BigInteger(bits, TestKeys.RANDOM));
        return message.modPow(kek.getPublicExponent(), kek.getModulus());
    }

    private static void put(BigInteger number, byte[] ciphertext, int length) {
        byte[] bytes = number.toByteArray();
        Arrays.fill(ciphertext, 0, length, (byte) 0);
        int count = Math.min(bytes.length, length);
        System.arraycopy(bytes, bytes.length - count, ciphertext, length - count, count);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
