package dev.keyhaul.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.fixture.TestProcess;
import dev.keyhaul.core.fixture.TestProcess.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that makes tables and a chart of JMH's results. */
class ReportTest {
    private static final Path SCRIPT =
            Path.of(System.getProperty("keyhaul.root", "..")).resolve("benchmarks/report");

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

    private static final String HEAD =
            "| who | µs | × SunJCE | × limit | bytes allocated |\n|---|---|---|---|---|\n";

    @TempDir Path folder;

    private Path json(String name, String benchmark, int kekBits, String... competitorsAndScores)
            throws IOException {
        List<String> objects = new ArrayList<>();
        for (int i = 0; i < competitorsAndScores.length; i += 2) {
            objects.add(
                    """
                    {"jmhVersion": "1.37", "benchmark": "dev.keyhaul.benchmarks.%s",
                     "mode": "avgt", "threads": 1, "jvmArgs": [],
                     "params": {"competitor": "%s", "kekBits": "%d", "targetBits": "2048"},
                     "primaryMetric": {"score": %s, "scoreError": "NaN", "scoreUnit": "us/op",
                       "rawData": [[1.0, 2.0]]},
                     "secondaryMetrics": {"gc.alloc.rate.norm": {"score": 7000.0, "scoreUnit": "B/op"}}}
                    """
                            .formatted(
                                    benchmark,
                                    competitorsAndScores[i],
                                    kekBits,
                                    competitorsAndScores[i + 1]));
        }
        return file(name, "[" + String.join(",", objects) + "]");
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static Result report(Object... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        return TestProcess.of(command).run();
    }

    @Test
    void threeRounds_giveMedians_andRatiosToSunJceAndTheLimit() throws Exception {
        String wrap = "BlobBenchmark.wrap";
        Result result =
                report(
                        "--openssl",
                        file("speed", SPEED),
                        json("1.json", wrap, 2048, "SUN_JCE", "50.0", "KEYHAUL_ACCP", "40.0"),
                        json("2.json", wrap, 2048, "SUN_JCE", "90.0", "KEYHAUL_ACCP", "39.0"),
                        json("3.json", wrap, 2048, "SUN_JCE", "48.0", "KEYHAUL_ACCP", "70.0"));

        assertThat(result.requireDone().out())
                .isEqualTo(
                        "### BlobBenchmark.wrap, kekBits 2048, targetBits 2048, 1 thread\n\n"
                                + HEAD
                                + "| KEYHAUL_ACCP | 40.0 | 1.25 | 1.59 | 7000 |\n"
                                + "| SUN_JCE | 50.0 | 1.00 | 1.99 | 7000 |\n\n");
    }

    /**
     * RFC 5649: 1219 bytes are 153 semiblocks, six times; 918 blocks take 9.18 µs, a private RSA
     * operation 250. OpenSSL did not measure a KEK of 4096 bits.
     */
    @Test
    void limit_isTheRsaOperation_andTheBlocksOneAfterTheOther() throws Exception {
        Result result =
                report(
                        "--openssl",
                        file("speed", SPEED),
                        json("1.json", "BlobBenchmark.unwrap", 2048, "ACCP", "2591.8"),
                        json("2.json", "BlobBenchmark.wrap", 4096, "ACCP", "2591.8"));

        assertThat(result.requireDone().out())
                .contains("| ACCP | 2591.8 | – | 10.00 | 7000 |\n")
                .contains("| ACCP | 2591.8 | – | – | 7000 |\n");
        Result refused =
                report(
                        "--openssl",
                        file("speed", "speed: not found"),
                        json("1.json", "BlobBenchmark.wrap", 2048, "ACCP", "1.0"));
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).startsWith("report: error: this is not the output of openssl");
    }

    @Test
    void command_writesTheChart_andRefusesWhatItDoesNotKnow() throws Exception {
        Path result =
                json(
                        "1.json",
                        "BlobBenchmark.wrap",
                        2048,
                        "SUN_JCE",
                        "50.0",
                        "KEYHAUL_ACCP",
                        "40.0");
        Path svg = folder.resolve("chart.svg");

        report("--svg", svg, result).requireDone();
        assertThat(Files.readString(svg))
                .startsWith("<svg xmlns=")
                .contains(">KEYHAUL_ACCP</text>", "40.0 (1.25 × SunJCE)")
                .endsWith("</svg>\n");
        assertThat(report().exit()).isEqualTo(2);
        assertThat(report("--what", result).exit()).isEqualTo(2);
        assertThat(report(file("other.json", "{}")).exit()).isEqualTo(1);
        Path seconds = file("s.json", Files.readString(result).replace("us/op", "s/op"));
        assertThat(report(seconds).err()).startsWith("report: error: unit s/op");
    }
}
