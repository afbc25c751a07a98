package dev.keyhaul.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.secret.SecretBytes;
import org.junit.jupiter.api.Test;

/** What is measured does its work. */
final class RsaAesKeyWrapBenchmarkTest {
    @Test
    void unwrap_givesTheTarget() throws Exception {
        RsaAesKeyWrapBenchmark benchmark = new RsaAesKeyWrapBenchmark();
        benchmark.prepare();
        try (SecretBytes opened = benchmark.unwrap()) {
            assertThat(benchmark.opensTo(opened)).isTrue();
        }
        benchmark.wipe();
    }
}
