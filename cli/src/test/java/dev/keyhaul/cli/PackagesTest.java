package dev.keyhaul.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher and {@code verify} install, from a list of programs of this test. */
final class PackagesTest {
    @TempDir Path temp;

    private LauncherFixture tree;

    @BeforeEach
    void putList() throws Exception {
        tree = LauncherFixture.in(temp.resolve("tree"));
        Files.writeString(
                tree.root.resolve("launcher/programs.txt"),
                """
                # name             | needed by | apt-get    | dnf       | brew | files
                sh                 | verify    | dash       | bash      | -    |
                no-such also-not   | verify    | some more  | Some      | -    |
                no-such-library    | verify    | more       | -         | -    | /no/such.so %1$s/b*n/such.so
                programs-list      | verify    | never      | -         | -    | /no/such.so %1$s/launcher/pro*.txt
                not-asked-for      | ci-other  | never      | -         | -    |
                """
                        .formatted(tree.root));
        tree.putCommand("sh", "exit 99");
        tree.putCommand("id", "echo 0");
    }

    @Test
    void withoutTheRights_namesTheProgramsAndWhatToType() throws Exception {
        tree.putCommand("apt-get", "exit 99");
        tree.putCommand("id", "echo 1000");

        LauncherFixture.Run run = ensurePrograms();

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.stdout()).isEmpty();
        assertThat(run.stderr())
                .isEqualTo(
                        """
                keyhaul: error: missing: no-such also-not no-such-library (and only root may install packages)
                keyhaul: hint: sudo apt-get install -y --no-install-recommends some more
                """);
    }

    @Test
    void asRoot_installsWhatIsMissingOnly_andNothingMoreTheNextTime() throws Exception {
        putInstaller("apt-get", "no-such", "also-not", "such.so");

        LauncherFixture.Run run = ensurePrograms();

        assertThat(run.exit()).as(run.stderr()).isZero();
        assertThat(run.stdout()).isEmpty();
        assertThat(run.stderr())
                .isEqualTo(
                        """
                keyhaul: installing some more
                apt-get update -qq
                apt-get install -y --no-install-recommends some more
                """);
        assertThat(ensurePrograms().stderr()).isEmpty();
    }

    /** "-": there is no package of it, and what needs it says so. */
    @Test
    void anotherSystem_getsItsOwnPackages() throws Exception {
        putInstaller("dnf", "no-such", "also-not");

        LauncherFixture.Run run = ensurePrograms();

        assertThat(run.exit()).as(run.stderr()).isZero();
        assertThat(run.stderr())
                .isEqualTo(
                        "keyhaul: installing Some\ndnf install -y --setopt=install_weak_deps=False Some\n");
    }

    @Test
    void packageWithoutTheProgram_failsAndNamesIt() throws Exception {
        putInstaller("apt-get", "no-such");

        LauncherFixture.Run run = ensurePrograms();

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.stderr())
                .contains(
                        "keyhaul: error: still missing after 'apt-get install -y --no-install-recommends some more':"
                                + " also-not no-such-library\nkeyhaul: hint: ");
    }

    @Test
    void packageThatCannotBeInstalled_failsAndSaysWhatToType() throws Exception {
        tree.putCommand("apt-get", "exit 100");

        LauncherFixture.Run run = ensurePrograms();

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.stderr())
                .endsWith(
                        """
                keyhaul: error: could not install some more
                keyhaul: hint: see above; then type: apt-get install -y --no-install-recommends some more
                """);
    }

    /** A package manager that says what it was asked for, and brings these files. */
    private void putInstaller(String name, String... brought) throws IOException {
        List<String> lines = new ArrayList<>(List.of("echo \"" + name + " $*\""));
        for (String file : brought) {
            Path path = tree.bin.resolve(file);
            lines.add(": >'" + path + "'; /bin/chmod 755 '" + path + "'");
        }
        tree.putCommand(name, lines.toArray(String[]::new));
    }

    /** Nothing of this machine is on the PATH. */
    private LauncherFixture.Run ensurePrograms() throws Exception {
        String script = ". launcher/host.sh; . launcher/packages.sh; ensure_programs verify";
        return tree.start(
                        List.of(
                                "sh",
                                "-c",
                                "cd \"$1\"; root=$1; " + script,
                                "sh",
                                tree.root.toString()),
                        Map.of("PATH", tree.bin.toString()))
                .await();
    }
}
