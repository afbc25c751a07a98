package dev.keyhaul.core.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts as {@code /proc} and {@code /sys} describe them. */
final class SwapSpaceTest {
    @TempDir Path root;

    @BeforeEach
    void mountRoot() throws IOException {
        write(
                "proc/self/mountinfo",
                """
                25 1 254:0 / / rw,relatime shared:1 - ext4 /dev/mapper/root rw
                30 25 8:3 / /srv rw - ext4 /dev/sda3 rw
                31 25 0:40 / /pool rw - btrfs /dev/sdb rw
                """);
        write("sys/dev/block/254:0/dm/uuid", "CRYPT-LUKS2-0123-root\n");
        write("sys/dev/block/8:3/size", "1\n");
    }

    @Test
    void noSwap_andNoLinux_areSilent() throws IOException {
        assertThat(SwapSpace.below(root.resolve("nothing")).notEncrypted()).isEmpty();
        swaps();
        assertThat(found()).isEmpty();
    }

    @Test
    void partition_isNotEncrypted() throws IOException {
        write("sys/class/block/sda2/size", "1\n");
        swaps("/dev/sda2 partition");

        assertThat(found()).containsExactly("/dev/sda2");
    }

    @Test
    void dmCrypt_isEncrypted_alsoBelowLogicalVolumes() throws IOException {
        write("sys/class/block/dm-1/dm/uuid", "CRYPT-PLAIN-swap\n");
        write("sys/class/block/dm-2/dm/uuid", "LVM-abc\n");
        write("sys/class/block/dm-2/slaves/dm-0/dm/uuid", "CRYPT-LUKS2-abc\n");
        swaps("/dev/dm-1 partition", "/dev/dm-2 partition");

        assertThat(found()).isEmpty();
    }

    @Test
    void logicalVolume_ofWhichOnePartIsClear_isNotEncrypted() throws IOException {
        write("sys/class/block/dm-2/dm/uuid", "LVM-abc\n");
        write("sys/class/block/dm-2/slaves/dm-0/dm/uuid", "CRYPT-LUKS2-abc\n");
        write("sys/class/block/dm-2/slaves/sdb1/size", "1\n");
        swaps("/dev/dm-2 partition");

        assertThat(found()).containsExactly("/dev/dm-2");
    }

    @Test
    void zram_staysInMemory_unlessItHasABackingDevice() throws IOException {
        write("sys/class/block/zram0/mm_stat", "0 0 0\n");
        write("sys/class/block/zram0/backing_dev", "none\n");
        write("sys/class/block/zram1/mm_stat", "0 0 0\n");
        write("sys/class/block/zram1/backing_dev", "/dev/sda2\n");
        swaps("/dev/zram0 partition", "/dev/zram1 partition");

        assertThat(found()).containsExactly("/dev/zram1");
    }

    @Test
    void file_isAsItsFileSystem() throws IOException {
        swaps("/swapfile file", "/srv/swap\\040file file", "/pool/swap file", "/srvs/swap file");

        assertThat(found()).containsExactly("/srv/swap file", "/pool/swap");
    }

    private java.util.List<String> found() {
        return SwapSpace.below(root).notEncrypted();
    }

    private void swaps(String... entries) throws IOException {
        StringBuilder text = new StringBuilder("Filename\tType\tSize\tUsed\tPriority\n");
        for (String entry : entries) {
            text.append(entry.replaceFirst(" (?=\\w+$)", "\t\t")).append("\t2097148\t0\t-2\n");
        }
        write("proc/swaps", text.toString());
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
