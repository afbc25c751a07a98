package dev.keyhaul.benchmarks;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.keywrap.CipherSource;
import dev.keyhaul.core.keywrap.KeyUnwrapper;
import dev.keyhaul.core.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
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

/** A single software key of each kind: read and checked, wrapped, unwrapped; microseconds. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class KindBenchmark {
    private static final KeyOrigin ORIGIN = KeyOrigin.software("benchmark");

    /** Kind and length of the key. */
    @Param({
        "RSA 2048",
        "RSA 4096",
        "EC P-256",
        "EC P-384",
        "EC P-521",
        "AES 128",
        "AES 192",
        "AES 256"
    })
    String kind = "";

    /** The length of the KEK. */
    @Param({"2048", "4096"})
    int kekBits;

    private final SecureRandom random = new SecureRandom();
    private byte[] clear;
    private SoftwareKey key;
    private RsaAesWrappingKey kek;
    private KeyUnwrapper unwrapper;
    private byte[] ciphertext;

    /** Makes a KEK that takes stronger keys too, a key, and its ciphertext. */
    @Setup
    public void prepare() throws GeneralSecurityException, KeyTransferException {
        KeyPair pair = Keys.rsa(kekBits);
        kek =
                RsaAesWrappingKey.unsafeOf((RSAPublicKey) pair.getPublic(), OaepHash.SHA1)
                        .forStrongerKeys();
        unwrapper =
                new KeyUnwrapper(
                        (RSAPrivateKey) pair.getPrivate(),
                        OaepHash.SHA1,
                        CipherSource.jdk(),
                        random);
        clear = Keys.clear(kind);
        key = read();
        KeyDescription made = key.description();
        if (!made.name().equals(kind)) {
            throw new IllegalStateException("made " + made.name() + ", not " + kind);
        }
        ciphertext = wrap();
    }

    private SoftwareKey read() throws KeyTransferException {
        return SoftwareKey.fromUnwrapped(clear.clone(), ORIGIN, random);
    }

    /** Reads a clear key, checks its parts or computes its public half, and wipes it. */
    @Benchmark
    public Object readKey() throws KeyTransferException {
        try (SoftwareKey read = read()) {
            return read.description();
        }
    }

    /** Wraps. */
    @Benchmark
    public byte[] wrap() throws KeyTransferException {
        return key.wrapUnder(kek).ciphertext();
    }

    /** Unwraps. */
    @Benchmark
    public int unwrap() throws KeyTransferException {
        try (SecretBytes opened = unwrapper.unwrap(ciphertext)) {
            return opened.lengthBytes();
        }
    }

    /** Wipes. */
    @TearDown
    public void wipe() {
        key.close();
    }
}
