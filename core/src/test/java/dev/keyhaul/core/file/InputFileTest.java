package dev.keyhaul.core.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.fixture.TestProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputFileTest {
    @TempDir Path folder;

    @Test
    void read_upToTheLimit_isWhole() throws Exception {
        for (int length : new int[] {0, 1, 8191, 8192, 8193, 40_000}) {
            byte[] content = new byte[length];
            java.util.Arrays.fill(content, (byte) length);
            Path path = Files.write(folder.resolve("in"), content);
            assertThat(InputFile.read(path, length)).isEqualTo(content);
            assertThat(InputFile.read(path, 1 << 20)).isEqualTo(content);
        }
    }

    @Test
    void read_longerThanTheLimit_isRefused() throws Exception {
        for (int length : new int[] {1, 8192, 8193, 40_000}) {
            Path path = Files.write(folder.resolve("in"), new byte[length]);
            assertThatThrownBy(() -> InputFile.read(path, length - 1))
                    .isInstanceOf(FileException.class)
                    .hasMessage(
                            "cannot read "
                                    + path
                                    + ": it is longer than "
                                    + (length - 1)
                                    + " bytes");
        }
    }

    @Test
    void readOpenedOrPipe_endlessDevice_isBounded() {
        assertThatThrownBy(() -> InputFile.readOpenedOrPipe(Path.of("/dev/zero"), 100_000))
                .hasMessageContaining("longer than 100000 bytes");
    }

    /** A pipe that nobody writes to would wait for ever. */
    @Test
    void read_pipeDeviceOrLinkToOne_isRefused_andNotOpened() throws Exception {
        Path pipe = folder.resolve("pipe");
        TestProcess.of("mkfifo", pipe.toString()).run().requireDone();
        Path link = Files.createSymbolicLink(folder.resolve("link"), pipe);
        for (Path refused : new Path[] {pipe, link, Path.of("/dev/zero")}) {
            assertThatThrownBy(() -> InputFile.read(refused, 100))
                    .isInstanceOf(FileException.class)
                    .hasMessage("cannot read " + refused + ": it is a pipe, a device or a socket");
        }
    }

    @Test
    void read_missingOrFolder_saysSo() {
        Path missing = folder.resolve("fehlt-ü");
        assertThatThrownBy(() -> InputFile.read(missing, 10))
                .isInstanceOf(FileException.class)
                .hasMessage("cannot read " + missing + ": no such file or folder");
        assertThatThrownBy(() -> InputFile.read(folder, 10))
                .isInstanceOf(FileException.class)
                .hasMessage("cannot read " + folder + ": it is a folder");
    }

    @Test
    void readRegular_linkFolderOrDevice_isRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("in"), "content");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        assertThat(InputFile.read(link, 100)).hasSize(7);
        assertThat(InputFile.readRegular(file, 100)).hasSize(7);
        for (Path refused : new Path[] {link, folder, Path.of("/dev/null")}) {
            assertThatThrownBy(() -> InputFile.readRegular(refused, 100))
                    .hasMessage("cannot read " + refused + ": it is not a regular file");
        }
        assertThatThrownBy(() -> InputFile.readRegular(folder.resolve("missing"), 100))
                .hasMessageContaining("no such file");
    }
}
