package dev.keyhaul.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.fixture.TestProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees of the first build, and of one that cannot succeed. */
class LauncherBuildTest {
    @TempDir Path temp;
    private LauncherFixture tree;

    @BeforeEach
    void makeSourceTree() throws Exception {
        tree = LauncherFixture.in(temp.resolve("tree"));
        tree.putProgram(temp.resolve("prepared"));
        Files.createDirectories(tree.root.resolve("core/src/main/java"));
        for (String name : List.of("pom.xml", "core/pom.xml")) {
            Files.writeString(tree.root.resolve(name), "");
        }
    }

    @Test
    void firstBuild_printsALineForEachModuleAndFiftyDownloads() throws Exception {
        maven(
                "i=0; while [ $i -lt 120 ]; do i=$((i + 1)); echo 'Downloaded from a: b'; done",
                "echo '[INFO] Building Keyhaul Core 0.1.0-SNAPSHOT            [2/10]'",
                "cp -R \"$PREPARED\"/. \"$BUILT\"");

        assertThat(launch().stderr())
                .contains(
                        """
                        keyhaul: downloaded 50 files
                        keyhaul: downloaded 100 files
                        keyhaul: building Keyhaul Core [2/10]
                        """);
    }

    @Test
    void noNetwork_isOneErrorThatNamesTheLibrary() throws Exception {
        maven(
                "echo '[ERROR] Failed: Could not transfer artifact org.example:lib:jar:1.2 from/to central'",
                "echo '[ERROR] To see the full stack trace, re-run Maven with -e'",
                "exit 1");

        assertThat(errors(launch()))
                .containsExactly(
                        "keyhaul: error: cannot download org.example:lib:jar:1.2",
                        "keyhaul: hint: the build needs the network once; or copy ~/.m2 from a"
                                + " machine that has built this version");
    }

    @Test
    void fullDisk_isOneError_andTheNextBuildStartsAnew() throws Exception {
        Path halfWritten = tree.root.resolve("core/target/classes/A.class");
        maven(
                "mkdir -p \"${BUILT%/cli/target}/core/target/classes\"",
                "echo half >\"${BUILT%/cli/target}/core/target/classes/A.class\"",
                "echo '[ERROR] java.io.IOException: No space left on device'",
                "exit 1");

        assertThat(errors(launch())).startsWith("keyhaul: error: the disk is full").hasSize(2);
        assertThat(halfWritten).exists();

        maven("cp -R \"$PREPARED\"/. \"$BUILT\"");
        assertThat(launch().exit()).isZero();
        assertThat(halfWritten).doesNotExist();
    }

    @Test
    void diskThatIsFullBeforeTheBuild_isOneError() throws Exception {
        tree.putCommand(
                "mkdir",
                "/bin/mkdir \"$@\" || exit",
                "for last; do :; done",
                "case $last in *.lock) /bin/ln -s /dev/full \"$last/pid\" ;; esac");

        LauncherFixture.Run run = launch();

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.stderr().lines())
                .containsExactly(
                        "keyhaul: error: cannot write to " + tree.root.resolve("target"),
                        "keyhaul: hint: is the disk full? Free space, then run it again");
    }

    @Test
    void buildThatWasKilled_isThrownAway() throws Exception {
        Path halfWritten = tree.root.resolve("core/target/half");
        Files.createDirectories(halfWritten.getParent());
        Files.writeString(halfWritten, "");
        Process dead = TestProcess.of("true").start();
        dead.waitFor();
        Files.createDirectories(tree.root.resolve("target"));
        Files.writeString(tree.root.resolve("target/maven.running"), dead.pid() + "\n");

        maven("cp -R \"$PREPARED\"/. \"$BUILT\"");
        assertThat(launch().exit()).isZero();
        assertThat(halfWritten).doesNotExist();
    }

    @Test
    void secondBuild_keepsWhatTheFirstMade() throws Exception {
        Path made = tree.root.resolve("core/target/made");
        Files.createDirectories(made.getParent());
        Files.writeString(made, "");
        maven("cp -R \"$PREPARED\"/. \"$BUILT\"");

        assertThat(launch().exit()).isZero();
        assertThat(made).exists();
    }

    private void maven(String... lines) throws Exception {
        String[] all = new String[lines.length + 1];
        all[0] = "mkdir -p \"$BUILT\"";
        System.arraycopy(lines, 0, all, 1, lines.length);
        tree.putCommand("mvn", all);
    }

    private LauncherFixture.Run launch() throws Exception {
        return tree.launch(
                Map.of(
                        "PREPARED", temp.resolve("prepared").toString(),
                        "BUILT", tree.root.resolve("cli/target").toString()));
    }

    /** What is printed after the line that the build starts. */
    private static List<String> errors(LauncherFixture.Run run) {
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.stdout()).isEmpty();
        return run.stderr().lines().skip(1).toList();
    }
}
