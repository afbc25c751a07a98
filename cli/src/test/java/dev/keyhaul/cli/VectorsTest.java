package dev.keyhaul.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How {@code verify} gets other projects' test data, from a list and a package of this test. */
@Tag("system")
final class VectorsTest {
    private static final String LACKS_IT = "exit 0";
    private static final String HAS_IT = "echo 'data | 1.0 | somewhere'";

    @TempDir Path temp;

    private LauncherFixture tree;
    private Path vectors;

    @BeforeEach
    void putList() throws Exception {
        tree = LauncherFixture.in(temp.resolve("tree"));
        Files.copy(
                Path.of(System.getProperty("keyhaul.root", "..")).resolve(".build/vectors.sh"),
                tree.root.resolve(".build/vectors.sh"));
        Files.writeString(
                tree.root.resolve("launcher/programs.txt"),
                """
                # name | needed by | apt-get | dnf  | brew | files
                data   | vectors   | data    | -    | -    | /usr/share/data/one /usr/share/data/two
                sh     | verify    | dash    | bash | -    |
                """);
        vectors = tree.root.resolve("target/vectors");
        Path inPackage = Files.createDirectories(temp.resolve("package/usr/share/data"));
        Files.writeString(inPackage.resolve("one"), "1");
        Files.writeString(inPackage.resolve("two"), "2");
        tree.putCommand("dpkg-deb", "exec tar -c -f - -C '" + temp.resolve("package") + "' .");
        putApt(": >data.deb", "exit 0", HAS_IT);
    }

    /** What {@code apt-get download}, {@code apt-get update} and {@code apt-cache} do. */
    private void putApt(String download, String update, String cache) throws Exception {
        tree.putCommand(
                "apt-get",
                "case \"$*\" in",
                "*download*) " + download + " ;;",
                "*update*) " + update + " ;;",
                "esac");
        tree.putCommand("apt-cache", cache);
    }

    @Test
    void filesOfThePackage_areUnpackedOnce() throws Exception {
        LauncherFixture.Run run = ensureVectors("");

        assertThat(run.exit()).as(run.stderr()).isZero();
        assertThat(vectors.resolve("data/usr/share/data/two")).hasContent("2");
        assertThat(ensureVectors("").stderr()).isEmpty();
    }

    /** Otherwise the tests that need the files would be skipped ever after. */
    @Test
    void folderWithoutTheFiles_isFilled() throws Exception {
        Files.createDirectories(vectors.resolve("data"));

        assertThat(ensureVectors("").exit()).isZero();

        assertThat(vectors.resolve("data/usr/share/data/one")).hasContent("1");
    }

    @Test
    void packageThatCannotBeHad_failsInCi_andLeavesNoFolder() throws Exception {
        putApt("exit 100", "exit 0", HAS_IT);
        assertFailsInCi_andLeavesNoFolder();
    }

    /** Then nobody knows whether the release has the package. */
    @Test
    void listsThatCannotBeRenewed_failInCi_andLeaveNoFolder() throws Exception {
        putApt("exit 100", "exit 100", LACKS_IT);
        assertFailsInCi_andLeavesNoFolder();
    }

    @Test
    void packageWithoutOneOfTheFiles_failsInCi_andLeavesNoFolder() throws Exception {
        Files.delete(temp.resolve("package/usr/share/data/two"));
        assertFailsInCi_andLeavesNoFolder();
    }

    private void assertFailsInCi_andLeavesNoFolder() throws Exception {
        LauncherFixture.Run inCi = ensureVectors("true");
        assertThat(inCi.exit()).isEqualTo(1);
        assertThat(inCi.stderr()).contains("keyhaul: error: could not get the package data\n");
        assertThat(vectors).isEmptyDirectory();

        LauncherFixture.Run elsewhere = ensureVectors("");
        assertThat(elsewhere.exit()).as(elsewhere.stderr()).isZero();
        assertThat(elsewhere.stderr()).contains("keyhaul: without data, tests are skipped\n");
        assertThat(vectors).isEmptyDirectory();
    }

    /** What CI expects to be skipped says the rest. */
    @Test
    void releaseWithoutThePackage_skipsTests_alsoInCi() throws Exception {
        putApt("exit 100", "exit 0", LACKS_IT);

        LauncherFixture.Run run = ensureVectors("true");

        assertThat(run.exit()).as(run.stderr()).isZero();
        assertThat(run.stderr()).contains("keyhaul: this release has no package data: ");
        assertThat(vectors).isEmptyDirectory();
    }

    private LauncherFixture.Run ensureVectors(String ci) throws Exception {
        String script = "set -eu; . launcher/host.sh; . .build/vectors.sh; ensure_vectors";
        return tree.start(
                        List.of(
                                "sh",
                                "-c",
                                "cd \"$1\"; root=$1; " + script,
                                "sh",
                                tree.root.toString()),
                        Map.of("CI", ci))
                .await();
    }
}
