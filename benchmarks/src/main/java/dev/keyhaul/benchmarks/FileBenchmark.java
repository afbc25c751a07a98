package dev.keyhaul.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keyhaul.adrms.tpd.TrustedPublishingDomain;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pfx.PfxFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Key files of one's own, as they are: {@code -Dpfx=FILE -Dtpd=FILE}, with the password in {@code
 * -Dpassword.file=FILE}. How long a PFX takes is its iterations, so no file of ours would tell.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FileBenchmark {
    private final SecureRandom random = new SecureRandom();

    /** Opens a PFX file and its only key. */
    @Benchmark
    public Object pfxLoad() throws KeyTransferException {
        try (Passphrase password = password();
                PfxFile file = PfxFile.open(content("pfx"), password, /* allowNoMac= */ false);
                SoftwareKey key = file.key(null).toSoftwareKey("benchmark.pfx", random)) {
            return key.description();
        }
    }

    /** Opens a trusted publishing domain and its key. */
    @Benchmark
    public Object tpdLoad() throws KeyTransferException {
        try (Passphrase password = password();
                TrustedPublishingDomain domain =
                        TrustedPublishingDomain.open(
                                content("tpd"), "benchmark.xml", password, random);
                SoftwareKey key = domain.openKey()) {
            return key.description();
        }
    }

    private static Passphrase password() {
        return Passphrase.copyOf(new String(content("password.file"), UTF_8).strip().toCharArray());
    }

    private static byte[] content(String property) {
        String file = System.getProperty(property);
        if (file == null) {
            throw new IllegalStateException(
                    "name the file: -jvmArgsAppend -D" + property + "=FILE");
        }
        try {
            return Files.readAllBytes(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
