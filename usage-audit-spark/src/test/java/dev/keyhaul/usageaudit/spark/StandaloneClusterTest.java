package dev.keyhaul.usageaudit.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.fixture.TestProcess;
import dev.keyhaul.usageaudit.SyntheticLogs;
import dev.keyhaul.usageaudit.SyntheticLogs.Misuse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged application on a cluster of a master and two workers, one of which loses its
 * executor in the middle: the same findings as on one host.
 */
@Tag("full")
class StandaloneClusterTest {
    private static final List<String> SETTINGS =
            List.of(
                    "spark.ui.enabled=false",
                    "spark.driver.host=127.0.0.1",
                    "spark.driver.bindAddress=127.0.0.1",
                    "spark.executor.memory=1g",
                    "spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1",
                    "spark.cores.max=2");

    private static final Pattern EXECUTOR =
            Pattern.compile(
                    "Executor (added|updated|lost)|Lost executor|(Launching|Removing) executor");

    @TempDir Path folder;

    @Test
    void executorKilledInTheMiddle_findsWhatDuckDbFinds() throws Exception {
        SyntheticLogs.write(folder, 12, 20_000, 3, EnumSet.allOf(Misuse.class));
        Path blob = folder.resolve("vault/y=2026/m=01/d=05/h=10/m=00/PT1H.json");
        Files.writeString(blob, "no row\n", StandardOpenOption.APPEND);
        Path log = folder.resolve("driver.log");
        try (SparkHome home = SparkHome.in(folder.resolve("spark"));
                StandaloneCluster cluster = StandaloneCluster.start(home, 2)) {
            Process driver = submit(home, cluster, log);
            try {
                awaitStep(log, "vault seconds");
                long killed = cluster.killExecutor(0);
                assertThat(driver.waitFor(300, TimeUnit.SECONDS)).as("done in time").isTrue();
                assertThat(driver.exitValue()).as(Files.readString(log)).isEqualTo(7);
                report(log, cluster.log("master"), killed);
            } finally {
                driver.descendants().forEach(ProcessHandle::destroyForcibly);
                driver.destroyForcibly();
            }
        }

        assertThat(log).content().contains("Lost executor");
        assertThat(folder.resolve("out/findings.tsv"))
                .content()
                .contains("confirmed\tforeign-identity", "unexplained\texcess-operations")
                .isEqualTo(SparkAuditApplication.table(OnDuckDb.audit(folder).result()));
        assertThat(folder.resolve("out/audit.json")).content().isEqualTo(OnDuckDb.json(folder));
    }

    private Process submit(SparkHome home, StandaloneCluster cluster, Path log) throws Exception {
        return TestProcess.of(
                        home.submit(
                                cluster.url(),
                                SETTINGS,
                                folder.resolve("vault").toString(),
                                folder.resolve("rms").toString(),
                                folder.resolve("out").toString()))
                .in(folder)
                .with(cluster.environment())
                .outputTo(folder.resolve("driver.out"))
                .errorsTo(log)
                .start();
    }

    private static void awaitStep(Path log, String step) throws Exception {
        StandaloneCluster.await(
                "step " + step,
                () ->
                        Files.readString(log).contains("keyhaul audit: " + step)
                                ? Optional.of(step)
                                : Optional.empty());
    }

    /** For whoever runs it: what the cluster said of the executor. */
    private static void report(Path driver, Path master, long killed) throws Exception {
        System.out.println("killed the executor with process id " + killed);
        for (Path log : List.of(driver, master)) {
            try (Stream<String> lines = Files.lines(log)) {
                lines.filter(EXECUTOR.asPredicate())
                        .forEach(line -> System.out.println(log.getFileName() + ": " + line));
            }
        }
    }
}
