package dev.keyhaul.benchmarks;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** A transfer blob's ciphertext, OAEP and AES-KWP: microseconds a key. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class BlobBenchmark {
    private static final int KEYS = 64;

    /** Who does it. */
    @Param Competitor competitor = Competitor.SUN_JCE;

    /** The length of the key that is wrapped. */
    @Param({"1024", "2048", "3072", "4096"})
    int targetBits;

    /** The length of the KEK. */
    @Param({"2048", "3072", "4096"})
    int kekBits;

    private BlobMaker maker;
    private final List<byte[]> targets = new ArrayList<>();
    private final List<byte[]> ciphertexts = new ArrayList<>();

    /** Makes a KEK, eight keys over and over, and their ciphertexts. */
    @Setup
    public void prepare() throws GeneralSecurityException {
        KeyPair kek = Keys.rsa(kekBits);
        maker = competitor.maker(kek);
        List<byte[]> few = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            few.add(Keys.pkcs8(targetBits));
        }
        for (int i = 0; i < KEYS; i++) {
            targets.add(few.get(i % few.size()));
        }
        maker.wrap(targets, ciphertext -> ciphertexts.add((byte[]) ciphertext));
    }

    /** Wraps. */
    @Benchmark
    @OperationsPerInvocation(KEYS)
    public void wrap(Blackhole sink) throws GeneralSecurityException {
        maker.wrap(targets, sink::consume);
    }

    /** Unwraps. */
    @Benchmark
    @OperationsPerInvocation(KEYS)
    public void unwrap(Blackhole sink) throws GeneralSecurityException {
        maker.unwrap(ciphertexts, sink::consume);
    }

    /** Wipes. */
    @TearDown
    public void wipe() {
        maker.close();
    }
}
