package dev.keyhaul.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.core.fixture.TestProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An installed bundle that other users can write to is not run: what they put there would be. */
@Tag("system")
final class LauncherTrustTest {
    /** The deepest folder that the audit's part has. */
    private static final String AUDIT_CLASSES = "audit/duckdb/org/duckdb";

    private static final String OWN_JAVA_LIBRARY = "java/lib/server/libjvm.so";

    /** The deepest folder that a Java has. */
    private static final String OWN_JAVA_POLICY = "java/conf/security/policy/limited/some.policy";

    @TempDir Path temp;

    private LauncherFixture bundle;

    @BeforeEach
    void install() throws Exception {
        Path way = Files.createDirectories(temp.toRealPath().resolve("way"));
        bundle = LauncherFixture.in(way.resolve("bundle"));
        bundle.putProgram(bundle.root);
        Files.createDirectories(bundle.root.resolve("lib/audit"));
        Files.writeString(bundle.root.resolve("lib/audit/some.jar"), "");
        Path classes = Files.createDirectories(bundle.root.resolve(AUDIT_CLASSES));
        Files.writeString(classes.resolve("Some.class"), "");
        Path natives = Files.createDirectories(bundle.root.resolve("audit/natives/linux-x86-64"));
        Files.writeString(natives.resolve("libsome.so"), "");
        for (String file : new String[] {OWN_JAVA_LIBRARY, OWN_JAVA_POLICY}) {
            Files.createDirectories(Objects.requireNonNull(bundle.root.resolve(file).getParent()));
            Files.writeString(bundle.root.resolve(file), "");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".",
                "keyhaul",
                "keyhaul-cli.jar",
                "launcher/archive.sh",
                "lib",
                "lib/audit/some.jar",
                "natives",
                "audit",
                AUDIT_CLASSES + "/Some.class",
                "audit/natives/linux-x86-64/libsome.so",
                "java",
                OWN_JAVA_LIBRARY,
                OWN_JAVA_POLICY,
                "sources",
                "sources/some.jar",
                "archive",
                ".."
            })
    void bundle_everybodyCanWrite_isRefused(String what) throws Exception {
        assertThat(launch().exit()).isZero();

        if (what.equals("archive")) {
            Files.createDirectory(bundle.root.resolve(what));
        } else if (what.startsWith("sources")) {
            Files.createDirectory(bundle.root.resolve("sources"));
            Files.writeString(bundle.root.resolve("sources/some.jar"), "");
        }
        chmod(what, "rwxrwxrwx");

        LauncherFixture.Run run = launch();
        assertThat(run.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.stdout()).isEmpty();
        assertThat(run.stderr())
                .startsWith(
                        "keyhaul: error: others can change "
                                + bundle.root.resolve(what).toRealPath()
                                + ": ")
                .contains("\nkeyhaul: hint: ");
    }

    @Test
    void bundle_anotherGroupCanWrite_isRefused() throws Exception {
        assumeTrue(isRoot(), "only root gives a file to a group that it is not in");
        Files.setAttribute(bundle.root.resolve("lib"), "unix:gid", 12_345);
        chmod("lib", "rwxrwxr-x");

        assertThat(launch().exit()).isEqualTo(ExitCode.REFUSED);
    }

    @Test
    void bundle_ofAnotherUser_isRefused() throws Exception {
        assumeTrue(isRoot(), "only root gives a file away");
        Files.setAttribute(bundle.root.resolve("keyhaul-cli.jar"), "unix:uid", 12_345);

        assertThat(launch().exit()).isEqualTo(ExitCode.REFUSED);
    }

    /** As /tmp: other users can write to the folder, and cannot rename what is in it. */
    @Test
    void bundle_belowAStickyFolder_runs() throws Exception {
        TestProcess.of("chmod", "1777", bundle.root.resolve("..").toString()).run().requireDone();

        LauncherFixture.Run run = launch();

        assertThat(run.exit()).as(run.stderr()).isZero();
    }

    /** Whoever owns the folder can rename what is in it, as its sticky bit forbids others. */
    @Test
    void bundle_belowAStickyFolderOfAnotherUser_isRefused() throws Exception {
        assumeTrue(isRoot(), "only root gives a folder away");
        Path way = bundle.root.getParent();
        TestProcess.of("chmod", "1777", way.toString()).run().requireDone();
        Files.setAttribute(way, "unix:uid", 12_345);

        LauncherFixture.Run run = launch();

        assertThat(run.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.stderr()).contains("others can change " + way + ": ");
    }

    /** Who owns what is in a sticky folder can rename it. */
    @Test
    void bundle_belowAFolderOfAnotherUserInAStickyFolder_isRefused() throws Exception {
        assumeTrue(isRoot(), "only root gives a folder away");
        Path way = bundle.root.getParent();
        Path between = Files.createDirectory(way.resolve("between"));
        bundle = LauncherFixture.in(between.resolve("bundle"));
        bundle.putProgram(bundle.root);
        TestProcess.of("chmod", "1777", way.toString()).run().requireDone();
        assertThat(launch().exit()).isZero();

        Files.setAttribute(between, "unix:uid", 12_345);

        LauncherFixture.Run run = launch();
        assertThat(run.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.stderr()).contains("others can change " + between + ": ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lib/linked.jar", "lib/linked"})
    void bundle_aLinkOfAnotherUserInAStickyFolder_isRefused(String name) throws Exception {
        assumeTrue(isRoot(), "only root gives a link away");
        Path sticky = Files.createDirectories(temp.toRealPath().resolve("sticky"));
        Path real = Files.createDirectories(temp.toRealPath().resolve("real"));
        Files.writeString(real.resolve("some.jar"), "");
        Path second =
                Files.createSymbolicLink(
                        sticky.resolve("second"),
                        name.endsWith(".jar") ? real.resolve("some.jar") : real);
        Files.createSymbolicLink(bundle.root.resolve(name), second);
        TestProcess.of("chmod", "1777", sticky.toString()).run().requireDone();
        assertThat(launch().exit()).isZero();

        Files.setAttribute(second, "unix:uid", 12_345, LinkOption.NOFOLLOW_LINKS);

        LauncherFixture.Run run = launch();
        assertThat(run.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.stderr()).contains("others can change " + second + ": ");
    }

    /** {@code umask 002} gives such modes where each user has a group of his own. */
    @Test
    void bundle_theUsersOwnGroupCanWrite_runs() throws Exception {
        bundle.putCommand(
                "id", "echo 'uid=" + number("-u") + "(sam) gid=" + number("-g") + "(sam)'");
        chmod("lib", "rwxrwxr-x");
        assertThat(launch().exit()).isZero();

        bundle.putCommand(
                "id", "echo 'uid=" + number("-u") + "(sam) gid=" + number("-g") + "(dev)'");
        assertThat(launch().exit()).isEqualTo(ExitCode.REFUSED);
    }

    /** The group's bits are the mask of the list then, whoever the group is. */
    @Test
    void bundle_anAccessListLetsOthersWrite_isRefused() throws Exception {
        Path lib = bundle.root.resolve("lib");
        chmod("lib", "rwxrwxr-x");
        assertThat(launch().exit()).isEqualTo(isOwnGroups(lib) ? 0 : ExitCode.REFUSED);
        assumeTrue(setAccessList(lib), "the file system has access lists");

        LauncherFixture.Run run = launch();

        assertThat(run.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.stderr()).contains("others can change " + lib + ": ");
    }

    /** The same, where the file system of the tests has no such lists: ls shows one by a plus. */
    @Test
    void bundle_lsShowsAnAccessList_isRefused() throws Exception {
        chmod("lib", "rwxrwxr-x");
        bundle.putCommand(
                "id", "echo 'uid=" + number("-u") + "(sam) gid=" + number("-g") + "(sam)'");
        String rest = " 2 " + number("-u") + " " + number("-g") + " 4096 Jan 1 00:00 lib";
        bundle.putCommand("ls", "echo 'drwxrwxr-x." + rest + "'");
        assertThat(launch().exit()).isZero();
        bundle.putCommand("ls", "echo 'drwxrwxr-x+" + rest + "'");
        assertThat(launch().exit()).isEqualTo(ExitCode.REFUSED);
    }

    private static boolean isOwnGroups(Path file) throws Exception {
        return isRoot() && Files.getAttribute(file, "unix:gid").equals(0);
    }

    /** As setfacl -m u:12345:rwx does, which few systems have. */
    private static boolean setAccessList(Path file) throws Exception {
        String list =
                """
                import os, struct, sys
                none = 0xffffffff
                rows = [(1, 7, none), (2, 7, 12345), (4, 5, none), (16, 7, none), (32, 5, none)]
                acl = struct.pack('<I', 2) + b''.join(struct.pack('<HHI', *row) for row in rows)
                os.setxattr(sys.argv[1], 'system.posix_acl_access', acl)
                """;
        return TestProcess.of("python3", "-c", list, file.toString()).run().exit() == 0;
    }

    /** What a link leads to may be root's, and its folder somebody else's. */
    @ParameterizedTest
    @ValueSource(strings = {"lib/linked.jar", "lib/linked"})
    void bundle_aLinkLeadsThroughAFolderOfOthers_isRefused(String name) throws Exception {
        Path open = Files.createDirectories(temp.toRealPath().resolve("open"));
        Path real = Files.createDirectories(temp.toRealPath().resolve("real"));
        Files.writeString(real.resolve("some.jar"), "");
        // Over a second link, which alone is in the open folder.
        Path second =
                Files.createSymbolicLink(
                        open.resolve("second"),
                        name.endsWith(".jar") ? real.resolve("some.jar") : real);
        Files.createSymbolicLink(bundle.root.resolve(name), second);
        assertThat(launch().exit()).isZero();

        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

        LauncherFixture.Run run = launch();
        assertThat(run.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.stderr()).contains("others can change " + open + ": ");
    }

    /** Nor where it stops before it has seen all. */
    @ParameterizedTest
    @ValueSource(strings = {"exit 127", "echo \"${2}\"; exit 1", "echo \"${2}/keyhaul\""})
    void bundle_whereFindDoesNotAnswer_isRefused(String find) throws Exception {
        bundle.putCommand("find", find);

        LauncherFixture.Run run = launch();

        assertThat(run.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.stderr()).contains("find does not answer");
    }

    @Test
    void bundle_whereLsDoesNotAnswer_isRefusedIfAGroupCanWrite() throws Exception {
        bundle.putCommand("ls", "exit 127");
        assertThat(launch().exit()).isZero();
        chmod("lib", "rwxrwxr-x");

        assertThat(launch().exit()).isEqualTo(ExitCode.REFUSED);
    }

    /** Whoever can change a source tree can change the sources. */
    @Test
    void sourceTree_othersCanWrite_runs() throws Exception {
        LauncherFixture tree = LauncherFixture.in(temp.resolve("tree"));
        tree.putProgram(tree.root.resolve("cli/target"));
        Files.writeString(tree.root.resolve("pom.xml"), "");
        Files.setLastModifiedTime(tree.root.resolve("pom.xml"), FileTime.fromMillis(0));
        Files.setPosixFilePermissions(tree.root, PosixFilePermissions.fromString("rwxrwxrwx"));

        LauncherFixture.Run run = tree.launch(Map.of());

        assertThat(run.exit()).as(run.stderr()).isZero();
    }

    private LauncherFixture.Run launch() throws Exception {
        return bundle.launch(Map.of());
    }

    private void chmod(String name, String mode) throws IOException {
        Files.setPosixFilePermissions(
                bundle.root.resolve(name), PosixFilePermissions.fromString(mode));
    }

    private static boolean isRoot() throws Exception {
        return number("-u").equals("0");
    }

    private static String number(String option) throws Exception {
        return TestProcess.of("id", option).run().requireDone().out().strip();
    }
}
