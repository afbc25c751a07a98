package dev.keyhaul.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.core.fixture.TestProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * When the launcher makes a class-data archive, and when it uses one. A script stands in for Java:
 * it prints its arguments, and writes the archive that it is asked for. The real one is in {@code
 * ArchiveIT}.
 */
@Tag("system")
final class LauncherArchiveTest {
    private static final String ARCHIVE = "java-17.0.9+9.jsa";

    @TempDir Path temp;

    private LauncherFixture bundle;
    private Path archives;

    @BeforeEach
    void install() throws Exception {
        bundle = LauncherFixture.in(temp.toRealPath().resolve("bundle"));
        Files.writeString(bundle.root.resolve("keyhaul-cli.jar"), "");
        archives = Files.createDirectory(bundle.root.resolve("archive"));
        putJava("17.0.9+9", "echo made >\"$made\"");
    }

    @Test
    void prepare_makesAnArchive_andCommandsUseIt() throws Exception {
        LauncherFixture.Run run = launch("--prepare");

        assertThat(run.exit()).as(run.stderr()).isZero();
        assertThat(run.stdout()).isEqualTo("prepared " + archives.resolve(ARCHIVE) + "\n");
        assertThat(archives.resolve(ARCHIVE)).hasContent("made\n");
        assertThat(Files.getPosixFilePermissions(archives.resolve(ARCHIVE)))
                .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(filesIn(archives)).containsExactly(ARCHIVE, ARCHIVE + ".for");
        assertThat(launch("byok").stdout())
                .contains("-XX:SharedArchiveFile=" + archives.resolve(ARCHIVE) + " -cp");
    }

    @Test
    void prepare_jdk25_makesAnAotCache() throws Exception {
        putJava("25.0.3+9-LTS", "echo made >\"$made\"");

        assertThat(launch("--prepare").exit()).isZero();

        assertThat(launch("byok").stdout())
                .contains("-XX:AOTCache=" + archives.resolve("java-25.0.3+9-LTS.aot") + " -cp");
    }

    /** A variable of the command may hold a PIN ({@code --pin-env}), an open file one too. */
    @Test
    void prepare_givesTheTrainingRunNothingOfTheCommands() throws Exception {
        putJava("17.0.9+9", "{ env; ls -l /proc/$$/fd; } >\"$made\"");
        Path secret = Files.writeString(temp.resolve("secret"), "secret-pin");

        LauncherFixture.Run run =
                bundle.start(
                                List.of(
                                        "sh",
                                        "-c",
                                        "exec sh '"
                                                + bundle.root
                                                + "/keyhaul' --prepare 3<"
                                                + secret),
                                Map.of(
                                        "JAVA_HOME",
                                        temp.resolve("jdk").toString(),
                                        "MY_PIN",
                                        "secret-pin",
                                        "HOME",
                                        "/hostile",
                                        "TMPDIR",
                                        "/hostile"))
                        .await();

        assertThat(run.exit()).as(run.stderr()).isZero();
        assertThat(archives.resolve(ARCHIVE)).content().contains("LC_ALL=C.UTF-8");
        assertThat(archives.resolve(ARCHIVE))
                .content()
                .doesNotContain("secret-pin", "hostile", secret.toString());
    }

    @Test
    void firstStart_makesOneAside_forTheNext() throws Exception {
        assertThat(launch("byok").stdout()).doesNotContain("SharedArchiveFile");

        await(archives.resolve(ARCHIVE + ".for"));
        awaitNo(archives.resolve("making"));
        assertThat(launch("byok").stdout()).contains("SharedArchiveFile");
    }

    @Test
    void firstStart_withoutAnArchiveFolder_makesNone() throws Exception {
        Files.delete(archives);

        assertThat(launch("byok").exit()).isZero();

        assertThat(archives).doesNotExist();
    }

    @Test
    void startedManyTimesAtOnce_makesOne() throws Exception {
        putJava("17.0.9+9", "echo >>'" + temp + "/runs'; sleep 1; echo made >\"$made\"");

        List<LauncherFixture.Started> all =
                List.of(start("a"), start("b"), start("c"), start("d"), start("e"));
        for (LauncherFixture.Started one : all) {
            assertThat(one.await().exit()).isZero();
        }
        await(archives.resolve(ARCHIVE));
        awaitNo(archives.resolve("making"));

        assertThat(Files.readAllLines(temp.resolve("runs"))).hasSize(1);
    }

    @Test
    void makerThatDied_isTakenOver() throws Exception {
        Process dead = TestProcess.of("true").start();
        dead.waitFor();
        Files.createDirectory(archives.resolve("making"));
        Files.writeString(archives.resolve("making/pid"), dead.pid() + "\n");

        assertThat(launch("--prepare").exit()).isZero();

        assertThat(filesIn(archives)).containsExactly(ARCHIVE, ARCHIVE + ".for");
    }

    /** It failed, and said to try again. */
    @Test
    void makerThatIsAtIt_isAwaited() throws Exception {
        Path making = Files.createDirectory(archives.resolve("making"));
        Process maker = TestProcess.of("sh", "-c", "sleep 1; rm -r '" + making + "'").start();
        Files.writeString(making.resolve("pid"), maker.pid() + "\n");

        assertThat(launch("--prepare").exit()).isZero();

        assertThat(filesIn(archives)).containsExactly(ARCHIVE, ARCHIVE + ".for");
    }

    @ParameterizedTest
    @CsvSource({"jar", "java"})
    void archive_ofAnotherJarOrJava_isNotUsedAndMadeAgain(String changed) throws Exception {
        assertThat(launch("--prepare").exit()).isZero();
        if (changed.equals("jar")) {
            // Older or newer: a bundle's files bear the time of its release.
            Files.setLastModifiedTime(
                    bundle.root.resolve("keyhaul-cli.jar"), FileTime.fromMillis(1_000_000_000));
            putJava("17.0.9+9", "echo again >\"$made\"");
        } else {
            putJava("17.0.10+7", "echo again >\"$made\"");
        }

        assertThat(launch("byok").stdout()).doesNotContain("SharedArchiveFile");

        awaitText(
                archives.resolve(changed.equals("jar") ? ARCHIVE : "java-17.0.10+7.jsa"), "again");
        awaitNo(archives.resolve("making"));
        assertThat(launch("byok").stdout()).contains("SharedArchiveFile");
    }

    @Test
    void javaThatMakesNone_isNotAskedAgain() throws Exception {
        putJava("17.0.9+9", "echo >>'" + temp + "/runs'; exit 1");

        LauncherFixture.Run run = launch("--prepare");
        assertThat(run.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(run.stderr()).contains("no archive could be made", "keyhaul: hint: ");
        assertThat(launch("byok").exit()).isZero();

        assertThat(filesIn(archives)).containsExactly(ARCHIVE + ".for");
        assertThat(Files.readAllLines(temp.resolve("runs"))).hasSize(1);
    }

    /**
     * A Java that runs {@code training} where an archive is asked for, and else tells its words.
     */
    private void putJava(String build, String training) throws IOException {
        Path java = Files.createDirectories(temp.resolve("jdk/bin")).resolve("java");
        Files.writeString(
                temp.resolve("jdk/release"),
                "JAVA_RUNTIME_VERSION=\""
                        + build
                        + "\"\nJAVA_VERSION=\""
                        + build.replaceAll("\\+.*", "")
                        + "\"\n");
        Files.writeString(
                java,
                """
                #!/bin/sh
                for word; do
                    case $word in
                        -XX:ArchiveClassesAtExit=* | -XX:AOTCacheOutput=*) made=${word#*=} ;;
                    esac
                done
                if [ -n "${made:-}" ]; then
                    %s
                else
                    echo "$*"
                fi
                """
                        .formatted(training),
                StandardCharsets.UTF_8);
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private LauncherFixture.Run launch(String word) throws Exception {
        return start(word).await();
    }

    private LauncherFixture.Started start(String word) throws Exception {
        return bundle.start(Map.of("JAVA_HOME", temp.resolve("jdk").toString()), word);
    }

    private static List<String> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void await(Path file) throws InterruptedException {
        awaitThat(file, true);
    }

    /** The old archive may still be there: the new one is made aside. */
    private static void awaitText(Path file, String text) throws InterruptedException {
        for (int tries = 0; tries < 600 && !isText(file, text); tries++) {
            Thread.sleep(50);
        }
        assertThat(file).content().isEqualToIgnoringWhitespace(text);
    }

    private static boolean isText(Path file, String text) {
        try {
            return Files.readString(file).strip().equals(text);
        } catch (IOException e) {
            return false;
        }
    }

    private static void awaitNo(Path file) throws InterruptedException {
        awaitThat(file, false);
    }

    private static void awaitThat(Path file, boolean there) throws InterruptedException {
        for (int tries = 0; tries < 600 && Files.exists(file) != there; tries++) {
            Thread.sleep(50);
        }
        assertThat(Files.exists(file)).as("%s is there", file).isEqualTo(there);
    }
}
