package dev.keyhaul.core.secret;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.fixture.TestProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFileTest {
    @TempDir Path folder;

    @Test
    void read_dropsOneNewlineOnly() throws Exception {
        Map<String, String> cases =
                Map.of(
                        "1234", "1234",
                        "1234\n", "1234",
                        "1234\r\n", "1234",
                        "1234\n\n", "1234\n",
                        "1234\r", "1234\r",
                        " 12 34 \n", " 12 34 ",
                        "", "",
                        "\n", "",
                        "\r\n", "",
                        "pä\u00DF€\uD83D\uDD11\n", "pä\u00DF€\uD83D\uDD11");
        for (Map.Entry<String, String> each : cases.entrySet()) {
            assertThat(read(secret(each.getKey().getBytes(UTF_8), "rw-------")))
                    .isEqualTo(each.getValue());
        }
    }

    @Test
    void read_openToOthers_isRefused() throws Exception {
        String[] refused = {"rw-r-----", "rw--w----", "rw----r--", "rw-----w-", "rw-rw-rw-"};
        for (String mode : refused) {
            Path path = secret("1234".getBytes(UTF_8), mode);
            assertThatThrownBy(() -> SecretFile.read(path))
                    .isInstanceOf(RefusedException.class)
                    .hasMessage("other users can read or write " + path);
        }
        assertThat(read(secret("1234".getBytes(UTF_8), "r--------"))).isEqualTo("1234");
    }

    @Test
    void requirePrivate_looksAtTheFile_andReadsNothing() throws Exception {
        Passphrase.requirePrivate(secret(new byte[] {(byte) 0xFF}, "rw-------"));

        Path open = secret(new byte[] {(byte) 0xFF}, "rw-r-----");
        assertThatThrownBy(() -> Passphrase.requirePrivate(open))
                .isInstanceOf(RefusedException.class);
        for (Path none : new Path[] {folder.resolve("none"), folder}) {
            assertThatThrownBy(() -> Passphrase.requirePrivate(none))
                    .isInstanceOf(FileException.class);
        }
    }

    /** Who typed the PIN in place of its file must not find it in a log. */
    @Test
    void read_ofWhatIsNoFile_showsNoName_thatMayBeTheSecret() {
        for (String typed : new String[] {"hunter2", "hunter/2"}) {
            assertThatThrownBy(() -> SecretFile.read(Path.of(typed)))
                    .isInstanceOf(FileException.class)
                    .hasMessageNotContaining("hunter")
                    .hasNoCause();
        }
        assertThatThrownBy(() -> SecretFile.read(folder.resolve("pin")))
                .hasMessageContaining(folder.resolve("pin").toString());
        assertThatThrownBy(() -> SecretFile.read(folder)).hasMessageEndingWith(": it is a folder");
    }

    @Test
    void read_throughLink_judgesTheFileBehindIt() throws Exception {
        Path open = secret("1234".getBytes(UTF_8), "rw-r--r--");
        Path link = Files.createSymbolicLink(folder.resolve("link"), open);
        assertThatThrownBy(() -> SecretFile.read(link)).isInstanceOf(RefusedException.class);
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-------"));
        assertThat(read(link)).isEqualTo("1234");
    }

    @Test
    void read_notUtf8_isMalformedAndShowsNothing() throws Exception {
        byte[][] refused = {
            {'p', (byte) 0xE4},
            {(byte) 0xC3},
            {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
            "\uFEFF1234".getBytes(UTF_16LE),
            "\uFEFF1234".getBytes(UTF_8)
        };
        for (byte[] content : refused) {
            Path path = secret(content, "rw-------");
            assertThatThrownBy(() -> SecretFile.read(path))
                    .isInstanceOf(MalformedInputException.class)
                    .hasMessageEndingWith(path.toString());
        }
    }

    @Test
    void read_tooLong_isRefused() throws Exception {
        assertThat(read(secret("x".repeat(64 * 1024).getBytes(UTF_8), "rw-------")))
                .hasSize(64 * 1024);
        Path path = secret(new byte[64 * 1024 + 1], "rw-------");
        assertThatThrownBy(() -> SecretFile.read(path))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("longer than 65536 bytes");
    }

    @Test
    void read_missingFolderOrPipe_saysSo() throws Exception {
        Path pipe = folder.resolve("pipe");
        TestProcess.of("mkfifo", "-m", "600", pipe.toString()).run().requireDone();
        for (Path refused : new Path[] {folder, pipe, folder.resolve("missing")}) {
            assertThatThrownBy(() -> SecretFile.read(refused))
                    .isInstanceOf(FileException.class)
                    .hasMessageStartingWith("cannot read " + refused);
        }
    }

    /** As root only: nobody else gives a file away. */
    @Test
    void read_ofAnotherUsersFile_isRefused() throws Exception {
        assumeTrue(isRoot(), "only root gives a file away");
        Path path = secret("1234".getBytes(UTF_8), "rw-------");
        Files.setAttribute(path, "unix:uid", 12_345);
        assertThatThrownBy(() -> SecretFile.read(path))
                .isInstanceOf(RefusedException.class)
                .hasMessage(path + " belongs to 12345, but must belong to you or root");
    }

    @Test
    void read_inAFolderThatOthersCanWrite_isRefused_unlessItIsSticky() throws Exception {
        Path way = Files.createDirectories(folder.toRealPath().resolve("way"));
        Path own = Files.createDirectory(way.resolve("own"));
        Path path = Files.writeString(own.resolve("pin"), "1234");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        for (Path open : new Path[] {way, own}) {
            for (String mode : new String[] {"0777", "0770", "0775", "0757"}) {
                chmod(mode, open);
                assertThatThrownBy(() -> SecretFile.read(path))
                        .as(mode)
                        .isInstanceOf(RefusedException.class)
                        .hasMessage(
                                "other users can replace "
                                        + path
                                        + ", because they can change the folder "
                                        + open);
            }
            chmod("1777", open);
            assertThat(read(path)).isEqualTo("1234");
            chmod("0755", open);
            assertThat(read(path)).isEqualTo("1234");
        }
        Path link = Files.createSymbolicLink(folder.resolve("link"), path);
        chmod("0777", own);
        assertThatThrownBy(() -> SecretFile.read(link)).isInstanceOf(RefusedException.class);
    }

    @Test
    void read_inAFolderOfAnotherUser_isRefused() throws Exception {
        assumeTrue(isRoot(), "only root gives a folder away");
        Path own = Files.createDirectory(folder.resolve("own"));
        Path path = Files.writeString(own.resolve("pin"), "1234");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        Files.setAttribute(own, "unix:uid", 12_345);
        assertThatThrownBy(() -> SecretFile.read(path)).isInstanceOf(RefusedException.class);
    }

    private static void chmod(String mode, Path path) throws Exception {
        TestProcess.of("chmod", mode, path.toString()).run().requireDone();
    }

    private static boolean isRoot() throws Exception {
        return TestProcess.of("id", "-u").run().requireDone().out().strip().equals("0");
    }

    private Path secret(byte[] content, String mode) throws IOException {
        Path path = folder.resolve("pin-ü");
        Files.deleteIfExists(path);
        Files.write(path, content);
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static String read(Path path) throws KeyTransferException {
        try (Passphrase passphrase = SecretFile.read(path)) {
            return passphrase.withRawSecretChars(String::new);
        }
    }
}
