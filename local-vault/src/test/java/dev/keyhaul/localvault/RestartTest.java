package dev.keyhaul.localvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.fixture.AccessFiles;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting again with an access file that is there: whose it is decides. */
class RestartTest {
    @TempDir Path folder;

    private LocalVault start() throws KeyTransferException {
        return LocalVault.start(options().build());
    }

    private LocalVaultOptions.Builder options() throws KeyTransferException {
        return LocalVaultOptions.builder(access()).grant("auditor=get").tlsPort(0);
    }

    private Path access() {
        return folder.resolve("vault.access");
    }

    /** What a server leaves that is killed. */
    private Map<Path, byte[]> leaveAsKilled() throws Exception {
        Map<Path, byte[]> left = new LinkedHashMap<>();
        try (LocalVault killed = start()) {
            assertThat(killed.accessFile()).isEqualTo(access());
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    left.put(file, Files.readAllBytes(file));
                }
            }
        }
        assertThat(folder).isEmptyDirectory();
        for (Map.Entry<Path, byte[]> file : left.entrySet()) {
            write(file.getKey(), file.getValue());
        }
        return left;
    }

    private static Path write(Path file, byte[] content) throws Exception {
        Files.deleteIfExists(file);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.write(file, content);
    }

    private void requireRefused(Path file, String why) throws Exception {
        byte[] before = Files.readAllBytes(file);
        assertThatExceptionOfType(FileException.class)
                .as(why)
                .isThrownBy(this::start)
                .withMessage(
                        "cannot write "
                                + file
                                + ": the file exists, and no local vault of yours wrote it")
                .satisfies(e -> assertThat(e.hint()).hasValue("name another access file"));
        assertThat(Files.readAllBytes(file)).as(why).isEqualTo(before);
        Files.delete(file);
    }

    @Test
    void filesOfAKilledServer_areReplaced() throws Exception {
        Map<Path, byte[]> left = leaveAsKilled();
        assertThat(left.keySet())
                .extracting(file -> file.getFileName().toString())
                .containsExactlyInAnyOrder(
                        "vault.access", "vault.access.auditor", "vault.access.ca.pem");

        try (LocalVault next = start()) {
            for (Map.Entry<Path, byte[]> file : left.entrySet()) {
                assertThat(Files.readAllBytes(file.getKey())).isNotEqualTo(file.getValue());
            }
            assertThat(AccessFiles.bearer(next.accessFile())).hasSize(43);
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void accessFileOfAServerThatRuns_isKept_andStillGivesAccess() throws Exception {
        try (LocalVault running = start()) {
            byte[] before = Files.readAllBytes(access());

            assertThatExceptionOfType(FileException.class)
                    .isThrownBy(this::start)
                    .withMessage(
                            "cannot write "
                                    + access()
                                    + ": the local vault that wrote it still listens at "
                                    + running.address())
                    .satisfies(
                            e ->
                                    assertThat(e.hint())
                                            .hasValue(
                                                    "use that local vault, stop it, or give another access file"));
            assertThat(Files.readAllBytes(access())).isEqualTo(before);
        }
    }

    /** The system gave the port of the killed server to another one. */
    @Test
    void portOfAKilledServer_isAnotherServersNow_andItsFileIsReplaced() throws Exception {
        Path elsewhere = folder.resolve("other.access");
        try (LocalVault other = LocalVault.start(LocalVaultOptions.builder(elsewhere).build())) {
            String left = Files.readString(elsewhere).replaceAll("(token\": \")[^\"]+", "$1stale");
            write(access(), left.getBytes(StandardCharsets.US_ASCII));

            try (LocalVault next = start()) {
                assertThat(next.address()).isNotEqualTo(other.address());
                assertThat(Files.readString(access())).isNotEqualTo(left);
            }
        }
        assertThat(folder).isEmptyDirectory();
    }

    /** It may be busy: what takes the connection and says nothing is not taken for stopped. */
    @Test
    void portThatGivesNoAnswer_countsAsRunning() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String address = "http://127.0.0.1:" + silent.getLocalPort();
            leaveAsKilled();
            String left = Files.readString(access()).replaceAll("http://127.0.0.1:[0-9]+", address);
            write(access(), left.getBytes(StandardCharsets.US_ASCII));

            assertThatExceptionOfType(FileException.class)
                    .isThrownBy(this::start)
                    .withMessageEndingWith("still listens at " + address);
            assertThat(Files.readString(access())).isEqualTo(left);
        }
    }

    @Test
    void anyOtherFile_isRefused_andKept() throws Exception {
        Path certificate = folder.resolve("vault.access.ca.pem");
        byte[] access = leaveAsKilled().get(access());
        byte[] authority = Files.readAllBytes(certificate);
        Files.delete(certificate);
        Files.delete(folder.resolve("vault.access.auditor"));
        Files.delete(access());

        requireRefused(write(access(), "old".getBytes(StandardCharsets.US_ASCII)), "text");
        requireRefused(write(access(), new byte[0]), "empty");
        Path open = write(access(), access);
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        requireRefused(open, "readable by others");
        Path elsewhere = write(folder.resolve("elsewhere"), access);

        requireRefused(Files.createSymbolicLink(access(), elsewhere), "a link");
        assertThat(elsewhere).exists();

        requireRefused(
                write(folder.resolve("vault.access.auditor"), "x".getBytes(StandardCharsets.UTF_8)),
                "of a grant");
        requireRefused(write(certificate, "x".getBytes(StandardCharsets.UTF_8)), "no certificate");
        byte[] more = (new String(authority, StandardCharsets.US_ASCII) + "x").getBytes("US-ASCII");
        requireRefused(write(certificate, more), "expected exactly one certificate");
        Path readable = write(certificate, authority);
        Files.setPosixFilePermissions(readable, PosixFilePermissions.fromString("rw-r--r--"));
        requireRefused(readable, "a certificate that others can read");
        assertThat(access()).doesNotExist();
    }

    @Test
    void close_leavesWhatIsNoLongerItsOwn() throws Exception {
        try (LocalVault running = start()) {
            write(access(), "mine".getBytes(StandardCharsets.US_ASCII));
            assertThat(running.tlsAddress()).isPresent();
        }

        assertThat(folder).isDirectoryContaining("glob:**vault.access");
        assertThat(access()).hasContent("mine");
        assertThat(folder.resolve("vault.access.auditor")).doesNotExist();
    }
}
