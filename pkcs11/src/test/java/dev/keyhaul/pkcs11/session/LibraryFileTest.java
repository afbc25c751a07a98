package dev.keyhaul.pkcs11.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.file.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LibraryFileTest {
    @TempDir Path temp;

    /**
     * Its length and its time of change can be given to another file; what the kernel keeps cannot.
     */
    @Test
    void changedFile_hasAnotherHash_thoughItsLengthAndTimeAreTheSame() throws Exception {
        Path library = Files.writeString(temp.resolve("module.so"), "one module");
        FileTime time = Files.getLastModifiedTime(library);

        assertThat(LibraryFile.of(library).sha256()).isEqualTo(hash(library));

        // Linux counts a file's times in ticks of the clock.
        Thread.sleep(20);
        Files.writeString(library, "other code");
        Files.setLastModifiedTime(library, time);
        assertThat(Files.size(library)).isEqualTo(10);
        assertThat(LibraryFile.of(library).sha256()).isEqualTo(hash(library));

        Path other = Files.writeString(temp.resolve("other.so"), "the third.");
        Files.setLastModifiedTime(other, time);
        Files.move(other, library, StandardCopyOption.REPLACE_EXISTING);
        assertThat(LibraryFile.of(library).sha256()).isEqualTo(hash(library));
    }

    private static String hash(Path file) throws IOException {
        return Sha256.hex(Files.readAllBytes(file));
    }
}
