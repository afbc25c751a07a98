package dev.keyhaul.benchmarks;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.keywrap.OaepHash;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.core.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One transfer blob's ciphertext in software: an RSA-2048 key under a KEK. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class RsaAesKeyWrapBenchmark {
    /** The length of the KEK's modulus. */
    @Param({"2048", "3072", "4096"})
    int kekBits = 2048;

    private static final int TARGET_BITS = 2048;

    private final SecureRandom random = new SecureRandom();
    private SecretBytes target;
    private RSAPublicKey kekPublic;
    private RSAPrivateKey kekPrivate;
    private byte[] ciphertext;

    /** Makes the target and the KEK, and one ciphertext to unwrap. */
    @Setup
    public void prepare() throws GeneralSecurityException {
        target = SecretBytes.moveFrom(generate(TARGET_BITS).getPrivate().getEncoded());
        KeyPair kek = generate(kekBits);
        kekPublic = (RSAPublicKey) kek.getPublic();
        kekPrivate = (RSAPrivateKey) kek.getPrivate();
        ciphertext = wrap();
    }

    /** Wipes the target. */
    @TearDown
    public void wipe() {
        target.close();
    }

    /** Wraps under a new AES-256 key. */
    @Benchmark
    public byte[] wrap() {
        return RsaAesKeyWrap.wrap(target, kekPublic, OaepHash.SHA1, random);
    }

    /** Unwraps; the caller closes the result. */
    @Benchmark
    public SecretBytes unwrap() throws CheckFailedException {
        return RsaAesKeyWrap.unwrap(ciphertext, kekPrivate, OaepHash.SHA1, random);
    }

    private KeyPair generate(int modulusBits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(modulusBits, random);
        return generator.generateKeyPair();
    }

    boolean opensTo(SecretBytes opened) {
        return target.equals(opened);
    }
}
