package dev.keyhaul.usageaudit.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.fixture.TestProcess;
import dev.keyhaul.usageaudit.AuditProgress;
import dev.keyhaul.usageaudit.AuditResult;
import dev.keyhaul.usageaudit.AuditSettings;
import dev.keyhaul.usageaudit.SyntheticLogs;
import dev.keyhaul.usageaudit.SyntheticLogs.Misuse;
import dev.keyhaul.usageaudit.duckdb.DuckDbAudit;
import dev.keyhaul.usageaudit.log.BadLines;
import dev.keyhaul.usageaudit.log.LogFiles;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The application as docs/USAGE-AUDIT.md starts it: by Spark's own submit program, in a JVM that
 * has Spark on its class path and nothing of Keyhaul but the three jars that it is given.
 */
@Tag("long")
class SparkSubmitTest {
    /** What a Spark installation does not have. */
    private static final Pattern NOT_SPARKS =
            Pattern.compile("keyhaul|target.(test-)?classes|duckdb|/bc(prov|pkix|util)-|jspecify");

    @TempDir Path folder;

    @Test
    void submitted_itFindsWhatDuckDbFinds() throws Exception {
        SyntheticLogs.write(folder, 12, 3_000, 1, EnumSet.allOf(Misuse.class));

        submit(
                "--jars",
                jar("keyhaul-usage-audit.jar", AuditSettings.class)
                        + ","
                        + jar("keyhaul-core.jar", KeyTransferException.class),
                jar("keyhaul-usage-audit-spark.jar", SparkAuditApplication.class).toString(),
                folder.resolve("vault").toString(),
                folder.resolve("rms").toString(),
                folder.resolve("out").toString());

        assertThat(folder.resolve("out/findings.tsv"))
                .content()
                .contains("certain\tforeign-identity", "certain\tmanagement", "surplus\tsurplus")
                .isEqualTo(SparkAuditApplication.table(onDuckDb()));
        assertThat(folder.resolve("out/audit.html"))
                .content()
                .contains("keyhaul audit on Spark", SyntheticLogs.STRANGER);
    }

    private AuditResult onDuckDb() throws Exception {
        BadLines none = new BadLines();
        try (DuckDbAudit audit = DuckDbAudit.open(new DuckDbAudit.Limits(192, 2, folder))) {
            audit.loadVault(files("vault"), none, AuditProgress.NONE);
            audit.loadRms(files("rms"), none, AuditProgress.NONE);
            return audit.audit(AuditSettings.defaults(), AuditProgress.NONE);
        }
    }

    private List<Path> files(String name) throws KeyTransferException {
        return LogFiles.find(List.of(folder.resolve(name)));
    }

    private void submit(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("java"));
        command.addAll(Arrays.asList(JavaModuleOptions.defaultModuleOptionArray()));
        command.addAll(
                List.of(
                        "-Xmx1g",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPathOfSpark(),
                        "org.apache.spark.deploy.SparkSubmit",
                        "--master",
                        "local[2]",
                        "--class",
                        SparkAuditApplication.class.getName()));
        // Little data, many statements: planning and compiling would take most of the time.
        for (String setting :
                List.of(
                        "spark.ui.enabled=false",
                        "spark.sql.shuffle.partitions=1",
                        "spark.sql.codegen.wholeStage=false",
                        "spark.sql.adaptive.enabled=false",
                        "spark.driver.host=127.0.0.1",
                        "spark.driver.bindAddress=127.0.0.1",
                        "spark.local.dir=" + folder.resolve("spark"),
                        "spark.sql.warehouse.dir=" + folder.resolve("warehouse"))) {
            command.addAll(List.of("--conf", setting));
        }
        command.addAll(List.of(arguments));
        TestProcess.of(command).in(folder).run().requireDone();
    }

    /** The tests' class path without what only Keyhaul brings. */
    private static String classPathOfSpark() {
        // Surefire may have put the class path into a jar's manifest.
        String all =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.of(all.split(Pattern.quote(File.pathSeparator), -1))
                .filter(entry -> !NOT_SPARKS.matcher(entry).find())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Returns the jar that a class came from; while the build has classes alone, one of them. */
    private Path jar(String name, Class<?> example) throws Exception {
        Path source = Path.of(example.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path jar = folder.resolve(name);
        if (Files.isRegularFile(source)) {
            return Files.copy(source, jar);
        }
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> classes = Files.walk(source)) {
            for (Path one : classes.filter(Files::isRegularFile).toList()) {
                add(out, source.relativize(one).toString(), one);
            }
        }
        return jar;
    }

    private static void add(JarOutputStream jar, String name, Path file) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        Files.copy(file, jar);
    }
}
