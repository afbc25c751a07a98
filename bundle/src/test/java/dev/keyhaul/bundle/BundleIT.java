package dev.keyhaul.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.fixture.TestProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The offline bundle as it is shipped, unpacked on this host and run by the JDK under test. */
@Tag("long")
final class BundleIT {
    private static final Map<String, String> JAVA_HOME =
            Map.of("JAVA_HOME", TestProcess.javaHome().toString());

    @TempDir Path temp;

    private Path bundle;

    @BeforeEach
    void unpack() throws Exception {
        sh("umask 000; tar -xzf '" + Bundle.file() + "' -C '" + temp.toRealPath() + "'");
        try (Stream<Path> folders = Files.list(temp.toRealPath())) {
            bundle = folders.findFirst().orElseThrow();
        }
        // Made by --prepare here: one that is made aside could outlive the test.
        Files.delete(bundle.resolve("archive"));
    }

    @Test
    void sums_areOfEveryFile() throws Exception {
        sh("cd '" + bundle + "' && sha256sum --quiet --strict --check SHA256SUMS");

        try (Stream<Path> files = Files.walk(bundle)) {
            assertThat(Files.readAllLines(bundle.resolve("SHA256SUMS")))
                    .hasSize((int) files.filter(Files::isRegularFile).count() - 1);
        }
        assertThat(bundle.resolve("lib")).isNotEmptyDirectory();
        assertThat(bundle.resolve("LICENSE")).isNotEmptyFile();
        assertThat(bundle.resolve("docs/INSTALL.md")).isNotEmptyFile();
        assertThat(bundle.resolve(".build")).doesNotExist();
    }

    /** The page of the program itself, and one for each command that its help lists. */
    @Test
    void manualPages_areOneForEachCommand() throws Exception {
        Stream<String> commands =
                sh("'" + bundle + "/keyhaul' --help")
                        .lines()
                        .filter(line -> line.matches("  [a-z-]+( [a-z-]+)?  .*"))
                        .map(line -> line.strip().replaceFirst("  .*", ""))
                        .map(command -> "keyhaul-" + command.replace(' ', '-') + ".1");

        try (Stream<Path> pages = Files.list(bundle.resolve("share/man/man1"))) {
            assertThat(pages.map(page -> String.valueOf(page.getFileName())))
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.concat(Stream.of("keyhaul.1"), commands).toList());
        }
    }

    /** What maps the archive has used it: the JVM's own log is off. */
    @Test
    void prepare_makesAnArchive_thatTheCommandMaps() throws Exception {
        String made = sh("'" + bundle + "/keyhaul' --prepare");
        Path archive = Path.of(made.replaceFirst("^prepared ", "").strip());
        assertThat(archive).isNotEmptyFile().startsWith(bundle.resolve("archive"));

        String access = temp.resolve("vault.access").toString();
        Process vault =
                TestProcess.of(
                                bundle.resolve("keyhaul").toString(),
                                "local-vault",
                                "--access-file",
                                access)
                        .with(JAVA_HOME)
                        .errorsTo(temp.resolve("errors"))
                        .start();
        try {
            // It says where it is when it is up.
            assertThat(vault.inputReader(StandardCharsets.UTF_8).readLine()).contains("127.0.0.1");
            assertThat(Path.of("/proc/" + vault.pid() + "/maps"))
                    .content()
                    .contains(archive.toString());
        } finally {
            vault.destroy();
            vault.waitFor(30, TimeUnit.SECONDS);
        }
    }

    /** A damaged or planted archive of the right name is no reason to fail. */
    @Test
    void archive_thatIsDamaged_isIgnored() throws Exception {
        String made = sh("'" + bundle + "/keyhaul' --prepare");
        Path archive = Path.of(made.replaceFirst("^prepared ", "").strip());
        Files.writeString(archive, "no archive");

        // JDK 25 says on standard error that it leaves the archive alone; the command runs all the
        // same.
        assertThat(sh("'" + bundle + "/keyhaul' --version 2>/dev/null")).startsWith("keyhaul ");
    }

    private static String sh(String script) throws IOException, InterruptedException {
        return TestProcess.of("sh", "-c", script).with(JAVA_HOME).run().requireDone().out();
    }
}
