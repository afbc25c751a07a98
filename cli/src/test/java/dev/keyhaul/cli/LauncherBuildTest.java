package dev.keyhaul.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.fixture.TestProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees of the first build, and of one that cannot succeed. */
@Tag("system")
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

    @Test
    void errorOfSeveralLines_isPrintedWhole_andTheHintRepeatsTheBuild() throws Exception {
        maven(
                "echo '[INFO] BUILD FAILURE'",
                "echo '[ERROR] Rule 1 failed with message:'",
                "echo 'Detected Maven Version: 3.0 is not in the allowed range'",
                "echo '[INFO] not of interest'",
                "exit 1");

        List<String> errors = errors(launch());

        assertThat(errors)
                .startsWith(
                        "[ERROR] Rule 1 failed with message:",
                        "Detected Maven Version: 3.0 is not in the allowed range",
                        "keyhaul: error: the build failed")
                .hasSize(4);
        assertThat(errors.get(3))
                .startsWith("keyhaul: hint: the lines above say why; build again with: JAVA_HOME=")
                .endsWith(
                        " mvn -f "
                                + tree.root.resolve("pom.xml")
                                + " -pl cli -am package -Dmaven.test.skip=true"
                                + " -Dspotless.check.skip=true -Dcyclonedx.skip=true");
    }

    /** As where somebody sets maven.compiler.failOnWarning: javac's error does not name them. */
    @Test
    void warningsThatAreTheCause_arePrintedFirst() throws Exception {
        maven(
                "echo '[WARNING] something else'",
                "echo '[WARNING] /tree/A.java:[1,2] possible this escape'",
                "echo '[ERROR] /tree/A.java: warnings found and -Werror specified'",
                "exit 1");

        assertThat(errors(launch()))
                .startsWith(
                        "[WARNING] /tree/A.java:[1,2] possible this escape",
                        "[ERROR] /tree/A.java: warnings found and -Werror specified",
                        "keyhaul: error: the build failed");
    }

    @Test
    void noMaven_asRoot_isInstalled() throws Exception {
        putHostWithoutMaven("0");

        LauncherFixture.Run run = launch();

        assertThat(run.exit()).as(run.stderr()).isZero();
        assertThat(run.stderr())
                .contains("keyhaul: installing maven\n", "keyhaul: building " + tree.root)
                .doesNotContain("SoftHSM");
    }

    /** SoftHSM, which demo needs, and Maven: one command. */
    @Test
    void noMaven_asAnotherAccount_printsOneCommand_withWhatDemoNeeds() throws Exception {
        putHostWithoutMaven("1000");

        LauncherFixture.Run run = launch("demo");

        assertThat(errors(run, 0))
                .containsExactly(
                        "keyhaul: error: missing: no-such-token mvn (and only root may install"
                                + " packages)",
                        "keyhaul: hint: sudo apt-get install -y --no-install-recommends token maven");
    }

    /** The PATH has only what the fixture puts there, and what the launcher itself needs. */
    private void putHostWithoutMaven(String user) throws Exception {
        Files.writeString(
                tree.root.resolve("launcher/programs.txt"),
                """
                no-such-token | demo  | token | - | - |
                jdk           | build | jdk   | - | - |
                mvn           | build | maven | - | - |
                """);
        Path maven = tree.bin.resolve("mvn");
        for (String name :
                List.of(
                        "cat",
                        "cp",
                        "find",
                        "head",
                        "mkdir",
                        "mv",
                        "readlink",
                        "rm",
                        "sed",
                        "sh")) {
            tree.putCommand(name, "PATH=" + TestProcess.path() + " exec " + name + " \"$@\"");
        }
        tree.putCommand("touch", "PATH=" + TestProcess.path() + " exec touch \"$@\"");
        tree.putCommand("id", "echo " + user);
        tree.putCommand(
                "apt-cache",
                "shift",
                "for name; do printf '%s:\\n  Candidate: 1\\n' \"$name\"; done");
        tree.putCommand(
                "apt-get",
                "[ \"$1\" = install ] || { echo list; exit 0; }",
                "printf '#!/bin/sh\\nmkdir -p \"$BUILT\"; cp -R \"$PREPARED\"/. \"$BUILT\"' >"
                        + maven,
                "/bin/chmod 755 " + maven);
    }

    private void maven(String... lines) throws Exception {
        String[] all = new String[lines.length + 1];
        all[0] = "mkdir -p \"$BUILT\"";
        System.arraycopy(lines, 0, all, 1, lines.length);
        tree.putCommand("mvn", all);
    }

    private LauncherFixture.Run launch(String... words) throws Exception {
        Map<String, String> environment = new HashMap<>();
        environment.put("PREPARED", temp.resolve("prepared").toString());
        environment.put("BUILT", tree.root.resolve("cli/target").toString());
        if (Files.exists(tree.bin.resolve("apt-get"))) {
            environment.put("PATH", tree.bin.toString());
        }
        return tree.launch(environment, words);
    }

    /** What is printed after the line that the build starts. */
    private static List<String> errors(LauncherFixture.Run run) {
        return errors(run, 1);
    }

    private static List<String> errors(LauncherFixture.Run run, int skipped) {
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.stdout()).isEmpty();
        return run.stderr().lines().skip(skipped).toList();
    }
}
