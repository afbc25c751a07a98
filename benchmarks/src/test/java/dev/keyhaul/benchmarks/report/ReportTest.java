package dev.keyhaul.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    /** The ends of what OpenSSL 3.5 prints. */
    private static final String SPEED =
            """
                               keygen    encrypt   decrypt  keygens/s  encr./s  decr./s
            rsa2048 0.035000s 0.000016s 0.000250s      28.6   62500.0    4000.0
                               keygen     signs    verify keygens/s    sign/s  verify/s
            rsa2048 0.075000s 0.000259s 0.000015s      13.3    3866.7   65206.7
            type           1024 bytes
            AES-256-CBC    1600000.00k
            """;

    @TempDir Path folder;

    private Path json(String name, String... competitorsAndScores) throws IOException {
        List<String> objects = new ArrayList<>();
        for (int i = 0; i < competitorsAndScores.length; i += 2) {
            objects.add(
                    """
                    {"jmhVersion": "1.37", "benchmark": "dev.keyhaul.benchmarks.BlobBenchmark.wrap",
                     "mode": "avgt", "threads": 1, "jvmArgs": [],
                     "params": {"competitor": "%s", "kekBits": "2048", "targetBits": "2048"},
                     "primaryMetric": {"score": %s, "scoreError": "NaN", "scoreUnit": "us/op",
                       "rawData": [[1.0, 2.0]]},
                     "secondaryMetrics": {"gc.alloc.rate.norm": {"score": 7000.0, "scoreUnit": "B/op"}}}
                    """
                            .formatted(competitorsAndScores[i], competitorsAndScores[i + 1]));
        }
        Path file = folder.resolve(name);
        return Files.writeString(file, "[" + String.join(",", objects) + "]");
    }

    @Test
    void report_ofThreeRounds_takesMedians_andSaysRatios() throws IOException {
        List<Result> results = new ArrayList<>();
        results.addAll(JmhJson.read(json("1.json", "SUN_JCE", "50.0", "KEYHAUL_BATCH", "40.0")));
        results.addAll(JmhJson.read(json("2.json", "SUN_JCE", "90.0", "KEYHAUL_BATCH", "39.0")));
        results.addAll(JmhJson.read(json("3.json", "SUN_JCE", "48.0", "KEYHAUL_BATCH", "70.0")));

        String markdown = Table.markdown(Table.of(results, Optional.of(Limit.parse(SPEED))));

        assertThat(markdown)
                .isEqualTo(
                        """
                        ### BlobBenchmark.wrap, kekBits 2048, targetBits 2048, 1 thread

                        | who | µs | × SunJCE | × limit | bytes allocated |
                        |---|---|---|---|---|
                        | KEYHAUL_BATCH | 40.0 | 1.25 | 1.59 | 7000 |
                        | SUN_JCE | 50.0 | 1.00 | 1.99 | 7000 |

                        """);
    }

    @Test
    void limit_isTheRsaOperation_andTheBlocksOneAfterTheOther() throws IOException {
        Limit limit = Limit.parse(SPEED);

        // RFC 5649: 1219 bytes are 153 semiblocks, six times.
        assertThat(Limit.blocks(2048)).isEqualTo(918);
        assertThat(limit.blobMicros(true, 2048, 2048)).isCloseTo(16 + 9.18, within(0.01));
        assertThat(limit.blobMicros(false, 2048, 2048)).isCloseTo(250 + 9.18, within(0.01));
        assertThat(limit.blobMicros(true, 2048, 4096)).isNaN();
        assertThatThrownBy(() -> Limit.parse("speed: not found")).isInstanceOf(IOException.class);
    }

    @Test
    void command_writesTheChart_andRefusesWhatItDoesNotKnow() throws IOException {
        Path result = json("1.json", "SUN_JCE", "50.0", "KEYHAUL_BATCH", "40.0");
        Path svg = folder.resolve("chart.svg");

        assertThat(Report.run(List.of("--svg", svg.toString(), result.toString()))).isZero();
        assertThat(Files.readString(svg))
                .startsWith("<svg xmlns=")
                .contains(">KEYHAUL_BATCH</text>", "40.0 (1.25 × SunJCE)")
                .endsWith("</svg>\n");
        assertThat(Report.run(List.of())).isEqualTo(2);
        assertThat(Report.run(List.of("--what", result.toString()))).isEqualTo(2);
        Path other = Files.writeString(folder.resolve("other.json"), "{}");
        assertThat(Report.run(List.of(other.toString()))).isEqualTo(1);
    }
}
