package dev.keyhaul.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.core.fixture.TestProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher itself, in folders of its own: what the JVM gets, and when it builds. */
@Tag("system")
final class LauncherTest {
    @TempDir Path temp;

    @Test
    void launch_closesTheDoorsOfTheJvm() throws Exception {
        LauncherFixture bundle = bundle(temp.resolve("bundle"));

        LauncherFixture.Run run =
                bundle.launch(
                        Map.of(
                                "JAVA_TOOL_OPTIONS",
                                "-Dx=1",
                                "JDK_JAVA_OPTIONS",
                                "-Dy=1",
                                "_JAVA_OPTIONS",
                                "-Dz=1"));

        assertThat(run.exit()).as(run.stderr()).isZero();
        assertThat(run.stdout())
                .contains(
                        "-XX:+DisableAttachMechanism",
                        "-XX:-HeapDumpOnOutOfMemoryError",
                        "-XX:-CreateCoredumpOnCrash",
                        "-XX:-UsePerfData",
                        "-Djna.noclasspath=true",
                        "-Djna.nounpack=true",
                        "JAVA_TOOL_OPTIONS=null",
                        "JDK_JAVA_OPTIONS=null",
                        "_JAVA_OPTIONS=null",
                        "pointer=8",
                        "java=" + TestProcess.javaHome().toRealPath())
                .doesNotContain("-Dx=1", "-Dy=1", "-Dz=1");
        if (Files.exists(Path.of("/proc/self/limits"))) {
            assertThat(run.stdout()).contains("core=Max core file size 0 0 bytes");
        }
        assertThat(run.stderr()).isEmpty();
    }

    /** Its owner chose that Java with the bundle. */
    @Test
    void launch_bundleWithItsOwnJava_takesThatJava_notTheEnvironments() throws Exception {
        LauncherFixture bundle = bundle(temp.resolve("bundle"));
        Path java = bundle.root.resolve("java");
        Files.createDirectories(java.resolve("bin"));
        Files.copy(TestProcess.javaHome().resolve("release"), java.resolve("release"));
        bundle.putCommand("../java/bin/java", "echo its own Java");

        LauncherFixture.Run run = bundle.launch(Map.of());

        assertThat(run.exit()).as(run.stderr()).isZero();
        assertThat(run.stdout()).isEqualTo("its own Java\n");
    }

    /**
     * As {@code through}, a program in front of Java, and {@code built}, which makes an archive.
     */
    @Test
    void launch_variablesOfTheScripts_areNotTakenFromTheEnvironment() throws Exception {
        LauncherFixture bundle = bundle(temp.resolve("bundle"));
        Map<String, String> hostile = new HashMap<>();
        for (String script : List.of("keyhaul", "launcher/trust.sh", "launcher/archive.sh")) {
            for (String name : ShellScript.of(bundle.root.resolve(script)).assigned()) {
                hostile.put(name, "echo");
            }
        }
        hostile.remove("LC_ALL");
        hostile.remove("CDPATH");
        hostile.put("built", "yes");
        hostile.put("through", "echo pwned");

        LauncherFixture.Run run = bundle.launch(hostile);

        assertThat(run.exit()).as(run.stderr()).isZero();
        assertThat(run.stdout()).contains("pointer=8").doesNotContain("pwned");
        assertThat(run.stderr()).isEmpty();
        assertThat(bundle.root.resolve("archive")).doesNotExist();
    }

    @Test
    void launch_hostileHomeAndTemporaryFolder_leavesThemAlone() throws Exception {
        LauncherFixture bundle = bundle(temp.resolve("bundle"));
        Path hostile = Files.createDirectory(temp.resolve("hostile"));

        LauncherFixture.Run run =
                bundle.launch(Map.of("HOME", hostile.toString(), "TMPDIR", hostile.toString()));

        assertThat(run.exit()).as(run.stderr()).isZero();
        assertThat(run.stdout()).contains("pointer=8");
        assertThat(hostile).isEmptyDirectory();
    }

    @Test
    void launch_becomesJava() throws Exception {
        LauncherFixture.Run run = bundle(temp.resolve("bundle")).launch(Map.of());

        assertThat(run.stdout()).contains("pid=" + run.pid());
    }

    @Test
    void crash_leavesNoFile_andNamesTheSignal() throws Exception {
        LauncherFixture bundle = bundle(temp.resolve("bundle"));
        Path here = Files.createDirectory(temp.resolve("here"));
        LauncherFixture.Started started =
                bundle.start(
                        List.of(
                                "sh",
                                "-c",
                                "cd \"$0\" && exec sh \"$1\" --wait",
                                here.toString(),
                                bundle.root.resolve("keyhaul").toString()),
                        Map.of("TMPDIR", here.toString()));
        while (started.process().isAlive()
                && !Files.readString(started.stdout()).contains("_JAVA_OPTIONS=")) {
            Thread.sleep(20);
        }
        TestProcess.of("sh", "-c", "kill -SEGV " + started.process().pid()).run().requireDone();

        LauncherFixture.Run run = started.await();

        assertThat(run.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(run.stdout() + run.stderr())
                .contains("SIGSEGV")
                .doesNotContain("Register to memory mapping");
        assertThat(here).isEmptyDirectory();
    }

    @Test
    void launch_nonAsciiPathUnderLocaleC_isWritten() throws Exception {
        LauncherFixture bundle = bundle(temp.resolve("bündel"));
        // Raw bytes through sh: this JVM's own locale may not be able to name the file.
        List<String> command =
                List.of(
                        "sh",
                        "-c",
                        "exec \"$1\"/b*ndel/keyhaul \"$1/$(printf 'schl\\303\\274ssel')\"",
                        "sh",
                        temp.toString());
        LauncherFixture.Run run = bundle.start(command, Map.of("LC_ALL", "C")).await();

        assertThat(run.exit()).as(run.stderr()).isZero();
        String read = "cat \"$1/$(printf 'schl\\303\\274ssel')\"";
        assertThat(TestProcess.of("sh", "-c", read, "sh", temp.toString()).run().out())
                .isEqualTo("written");
    }

    @Test
    void launch_throughSymbolicLink_findsItsHome() throws Exception {
        LauncherFixture bundle = bundle(temp.resolve("bundle"));
        Path link = Files.createSymbolicLink(temp.resolve("k"), Path.of("bundle/keyhaul"));

        LauncherFixture.Run run =
                bundle.start(List.of(link.toString(), temp.resolve("out").toString()), Map.of())
                        .await();

        assertThat(run.exit()).as(run.stderr()).isZero();
        assertThat(temp.resolve("out")).hasContent("written");
    }

    @Test
    void launch_javaHomeTooOld_takesAnother() throws Exception {
        LauncherFixture bundle = bundle(temp.resolve("bundle"));
        LauncherFixture old = LauncherFixture.in(temp.resolve("jdk-11"));
        old.putCommand("java", "exit 99");
        Files.writeString(old.root.resolve("release"), "JAVA_VERSION=\"11.0.20\"\n");

        LauncherFixture.Run run = bundle.launch(Map.of("JAVA_HOME", old.root.toString()));

        assertThat(run.exit()).as(run.stderr()).isZero();
    }

    @Test
    void sourceTree_buildsOnceAndAgainWhenASourceIsNewer() throws Exception {
        LauncherFixture tree = sourceTree();
        tree.putCommand("mvn", "echo built >>\"$BUILDS\"", "cp -R \"$PREPARED\"/. \"$BUILT\"");

        assertThat(tree.launch(building(tree)).exit()).isZero();
        assertThat(tree.launch(building(tree)).exit()).isZero();
        assertThat(builds()).hasSize(1);

        Files.setLastModifiedTime(
                tree.root.resolve("core/src/main/java/A.java"),
                FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(tree.launch(building(tree)).exit()).isZero();
        assertThat(builds()).hasSize(2);
    }

    @Test
    void sourceTree_startedTwiceAtOnce_buildsOnce() throws Exception {
        LauncherFixture tree = sourceTree();
        tree.putCommand(
                "mvn", "echo built >>\"$BUILDS\"", "sleep 2", "cp -R \"$PREPARED\"/. \"$BUILT\"");

        LauncherFixture.Started first = tree.start(building(tree));
        LauncherFixture.Started second = tree.start(building(tree));

        assertThat(first.await().exit()).isZero();
        assertThat(second.await().exit()).isZero();
        assertThat(builds()).hasSize(1);
    }

    @Test
    void sourceTree_lockOfADeadProcess_isTakenOver() throws Exception {
        LauncherFixture tree = sourceTree();
        tree.putCommand("mvn", "cp -R \"$PREPARED\"/. \"$BUILT\"");
        Process dead = TestProcess.of("true").start();
        dead.waitFor();
        Files.createDirectories(tree.root.resolve("target/keyhaul.lock"));
        Files.writeString(tree.root.resolve("target/keyhaul.lock/pid"), dead.pid() + "\n");

        assertThat(tree.launch(building(tree)).exit()).isZero();
    }

    @Test
    void sourceTree_failingBuild_exitsWithHintAndLeavesNoLock() throws Exception {
        LauncherFixture tree = sourceTree();
        tree.putCommand("mvn", "echo '[ERROR] does not compile'", "exit 1");

        LauncherFixture.Run run = tree.launch(building(tree));

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.stdout()).isEmpty();
        assertThat(run.stderr())
                .contains(
                        "[ERROR] does not compile",
                        "keyhaul: error: the build failed\nkeyhaul: hint: ");
        assertThat(tree.root.resolve("target/keyhaul.lock")).doesNotExist();
    }

    /** Such a runtime of Java 17 can make no class-data archive: it has none to build on. */
    @Test
    void sourceTree_javaHomeIsARuntimeOfJlink_runsTheCommandThatWasBuiltFor() throws Exception {
        LauncherFixture tree = sourceTree();
        tree.putCommand("mvn", "cp -R \"$PREPARED\"/. \"$BUILT\"");
        Path runtime = temp.resolve("runtime");
        TestProcess.of(
                        "jlink",
                        "--add-modules",
                        "java.management,java.logging,java.desktop,jdk.unsupported",
                        "--output",
                        runtime.toString())
                .run()
                .requireDone();
        Map<String, String> environment = new HashMap<>(building(tree));
        environment.put("JAVA_HOME", runtime.toString());

        LauncherFixture.Run run = tree.launch(environment);

        assertThat(run.exit()).as(run.stderr()).isZero();
        assertThat(run.stdout()).contains("pointer=8", "java=" + runtime.toRealPath());
    }

    /** That only keeps the launcher from making a class-data archive. */
    @Test
    void sourceTree_thatOthersCanWriteTo_runsTheCommandThatWasBuiltFor() throws Exception {
        LauncherFixture tree = sourceTree();
        tree.putCommand("mvn", "cp -R \"$PREPARED\"/. \"$BUILT\"");
        Files.setPosixFilePermissions(
                tree.root.resolve("keyhaul"), PosixFilePermissions.fromString("rwxrwxrwx"));

        LauncherFixture.Run run = tree.launch(building(tree));

        assertThat(run.exit()).as(run.stderr()).isZero();
        assertThat(run.stdout()).contains("pointer=8");
    }

    private static LauncherFixture bundle(Path root) throws Exception {
        LauncherFixture bundle = LauncherFixture.in(root);
        bundle.putProgram(root);
        return bundle;
    }

    private LauncherFixture sourceTree() throws Exception {
        LauncherFixture tree = LauncherFixture.in(temp.resolve("tree"));
        tree.putProgram(temp.resolve("prepared"));
        Files.createDirectories(tree.root.resolve("core/src/main/java"));
        Files.createDirectories(tree.root.resolve("cli/target"));
        for (String name : List.of("pom.xml", "core/pom.xml", "core/src/main/java/A.java")) {
            Files.writeString(tree.root.resolve(name), "");
        }
        return tree;
    }

    private Map<String, String> building(LauncherFixture tree) {
        return Map.of(
                "BUILDS", temp.resolve("builds").toString(),
                "PREPARED", temp.resolve("prepared").toString(),
                "BUILT", tree.root.resolve("cli/target").toString());
    }

    private List<String> builds() throws Exception {
        try (Stream<String> lines = Files.lines(temp.resolve("builds"))) {
            return lines.toList();
        }
    }
}
