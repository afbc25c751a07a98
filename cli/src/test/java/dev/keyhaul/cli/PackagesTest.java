package dev.keyhaul.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher and {@code verify} install, from a list of programs of this test. */
@Tag("system")
final class PackagesTest {
    @TempDir Path temp;

    private LauncherFixture tree;

    @BeforeEach
    void putList() throws Exception {
        tree = LauncherFixture.in(temp.resolve("tree"));
        Files.writeString(
                tree.root.resolve("launcher/programs.txt"),
                """
                # name             | needed by   | apt-get    | dnf       | brew | files
                sh                 | verify      | dash       | bash      | -    |
                no-such also-not   | demo verify | some more  | Some      | -    |
                no-such-library    | verify      | more       | -         | -    | /no/such.so %1$s/b*n/such.so
                programs-list      | verify      | never      | -         | -    | /no/such.so %1$s/launcher/pro*.txt
                not-asked-for      | ci-other    | never      | -         | -    |
                """
                        .formatted(tree.root));
        tree.putCommand("sh", "exit 99");
        tree.putCommand("id", "echo 0");
        putPackageLists("some", "more");
    }

    @Test
    void withoutTheRights_namesTheProgramsAndWhatToType() throws Exception {
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

    /** Nothing is known of what this system cannot have. */
    @Test
    void withoutTheRightsAndPackageLists_fails() throws Exception {
        tree.putCommand("id", "echo 1000");
        putPackageLists();
        tree.putCommand("apt-get", "");
        Files.writeString(
                tree.root.resolve("launcher/programs.txt"), "no-such | verify | some | - | - |\n");

        LauncherFixture.Run run = ensurePrograms();

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.stderr())
                .isEqualTo(
                        """
                keyhaul: error: missing: no-such (and this system has no package lists)
                keyhaul: hint: sudo apt-get update; then run this again
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
                keyhaul: renewing the package lists
                apt-get update -qq -o APT::Update::Error-Mode=any
                keyhaul: installing some more
                apt-get install -y --no-install-recommends some more
                """);
        assertThat(ensurePrograms().stderr()).isEmpty();
    }

    /** As pkcs11-proxy on Debian 12: nothing that the user could install. */
    @Test
    void whatOnlyTestsNeed_andTheListsLack_isNamedAndLeftOut() throws Exception {
        putList(
                "no-such | demo verify | some | - | - |",
                "no-such-library other | verify | some more | - | - | /no/such.so");
        putPackageLists("some");
        putInstaller("apt-get", "no-such");

        LauncherFixture.Run run = ensurePrograms();

        assertThat(run.exit()).as(run.stderr()).isZero();
        assertThat(run.stderr())
                .contains(
                        "keyhaul: this system has no package of: no-such-library other; what needs"
                                + " one of them is left out\n")
                .endsWith("apt-get install -y --no-install-recommends some\n");
    }

    @Test
    void withoutTheRights_whatTheListsLack_isNotInTheCommand() throws Exception {
        tree.putCommand("id", "echo 1000");
        putList("no-such | demo | some | - | - |", "other | verify | more | - | - |");
        putPackageLists("some");

        assertThat(ensurePrograms("demo verify").stderr())
                .endsWith("keyhaul: hint: sudo apt-get install -y --no-install-recommends some\n");
    }

    @Test
    void whatMoreThanTestsNeed_andTheListsLack_fails() throws Exception {
        putList("no-such | demo verify | some | - | - |");
        putPackageLists("more");

        LauncherFixture.Run run = ensurePrograms();

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.stderr())
                .contains("keyhaul: error: missing: no-such (the package lists have no some)\n");
    }

    /** What such lists do not have, the system may have all the same. */
    @Test
    void listsThatCannotBeRenewed_fail() throws Exception {
        putList("no-such | verify | some | - | - |");
        putPackageLists("more");
        tree.putCommand("apt-get", "exit 100");

        LauncherFixture.Run run = ensurePrograms();

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.stderr())
                .contains(
                        "keyhaul: error: missing: no-such (and the package lists could not be"
                                + " renewed)\nkeyhaul: hint: ");
    }

    @Test
    void ofSeveralNames_theFirstThatTheListsHaveIsInstalled() throws Exception {
        putList("no-such | verify | newest,newer,old | - | - |");
        putPackageLists("old", "newer");
        putInstaller("apt-get", "no-such");

        assertThat(ensurePrograms().stderr())
                .endsWith("apt-get install -y --no-install-recommends newer\n");
    }

    /** "-": there is no package of it, and what needs it says so. */
    @Test
    void anotherSystem_getsItsOwnPackages() throws Exception {
        Files.delete(tree.bin.resolve("apt-get"));
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
        tree.putCommand("apt-get", "[ \"$1\" = update ]");

        LauncherFixture.Run run = ensurePrograms();

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.stderr())
                .endsWith(
                        """
                keyhaul: error: could not install some more
                keyhaul: hint: see above; then type: apt-get install -y --no-install-recommends some more
                """);
    }

    private void putList(String... lines) throws IOException {
        Files.write(tree.root.resolve("launcher/programs.txt"), List.of(lines));
    }

    /** Package lists that have these packages, as apt-cache tells of them. */
    private void putPackageLists(String... packages) throws IOException {
        tree.putCommand("apt-get", "echo list");
        tree.putCommand(
                "apt-cache",
                "shift",
                "for name; do",
                "case ' " + String.join(" ", packages) + " ' in",
                "*\" $name \"*) printf '%s:\\n  Installed: (none)\\n  Candidate: 1.0\\n' \"$name\" ;;",
                "*) printf '%s:\\n  Installed: (none)\\n  Candidate: (none)\\n' \"$name\" ;;",
                "esac",
                "done");
    }

    /** A package manager that says what it was asked for, and brings these files. */
    private void putInstaller(String name, String... brought) throws IOException {
        List<String> lines = new ArrayList<>(List.of("echo \"" + name + " $*\""));
        lines.add("[ \"$1\" = install ] || exit 0");
        for (String file : brought) {
            Path path = tree.bin.resolve(file);
            lines.add(": >'" + path + "'; /bin/chmod 755 '" + path + "'");
        }
        tree.putCommand(name, lines.toArray(String[]::new));
    }

    private LauncherFixture.Run ensurePrograms() throws Exception {
        return ensurePrograms("verify");
    }

    /** Nothing of this machine is on the PATH. */
    private LauncherFixture.Run ensurePrograms(String who) throws Exception {
        String script = ". launcher/host.sh; . launcher/packages.sh; ensure_programs " + who;
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
