package dev.keyhaul.core.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.RefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustedFileTest {
    private static final int MAX = 4;

    @TempDir Path folder;

    @Test
    void read_ofAFileThatOthersMaySee_isItsContent() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "abcd");
        mode(file, "rw-r--r--");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);

        assertThat(TrustedFile.read(file, MAX)).asString().isEqualTo("abcd");
        assertThat(TrustedFile.read(link, MAX)).asString().isEqualTo("abcd");
    }

    @Test
    void read_ofAFileThatOthersMayChange_isRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "abcd");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        for (String open : new String[] {"rw--w----", "rw-----w-"}) {
            mode(file, open);
            assertThatThrownBy(() -> TrustedFile.read(link, MAX))
                    .isInstanceOf(RefusedException.class)
                    .hasMessage("other users can write to " + link);
        }
        mode(file, "rw-------");
        mode(folder, "rwxrwx---");
        assertThatThrownBy(() -> TrustedFile.read(file, MAX))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("they can change the folder");
    }

    @Test
    void read_ofAnythingElse_saysWhatItIs() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "abcde");
        assertThatThrownBy(() -> TrustedFile.read(file, MAX)).hasMessageContaining("longer than 4");
        assertThatThrownBy(() -> TrustedFile.read(folder, MAX)).hasMessageContaining("a folder");
        assertThatThrownBy(() -> TrustedFile.read(folder.resolve("none"), MAX))
                .isInstanceOf(FileException.class);
    }

    private static void mode(Path path, String mode) throws Exception {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }
}
