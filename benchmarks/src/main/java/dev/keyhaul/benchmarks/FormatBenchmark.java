package dev.keyhaul.benchmarks;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.BlobContent;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.SoftwareKey;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What surrounds the cryptography: a blob's JSON, and a PKCS#8 key that is read and checked. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class FormatBenchmark {
    private static final String KID =
            "https://contoso.vault.azure.net/keys/kek/0123456789abcdef0123456789abcdef";
    private static final KeyOrigin ORIGIN = KeyOrigin.software("benchmark");

    private final SecureRandom random = new SecureRandom();
    private BlobContent blob;
    private byte[] file;
    private byte[] pkcs8;

    /** Makes a blob of an RSA-2048 key under a KEK of 2048 bits. */
    @Setup
    public void prepare() throws GeneralSecurityException, KeyTransferException {
        byte[] ciphertext = new byte[1488];
        random.nextBytes(ciphertext);
        blob = new BlobContent(KeyIdentifier.parseVersioned(KID), ciphertext, "benchmark");
        file = blob.toFile();
        pkcs8 = Keys.pkcs8(2048);
    }

    /** Writes the JSON. */
    @Benchmark
    public byte[] blobEncode() {
        return blob.toFile();
    }

    /** Reads it. */
    @Benchmark
    public BlobContent blobParse() throws KeyTransferException {
        return BlobContent.parse(file);
    }

    /** Reads a clear key, checks its parts, and wipes it. */
    @Benchmark
    public Object softwareKey() throws KeyTransferException {
        try (SoftwareKey key = SoftwareKey.fromPkcs8(pkcs8.clone(), ORIGIN, random)) {
            return key.description();
        }
    }
}
