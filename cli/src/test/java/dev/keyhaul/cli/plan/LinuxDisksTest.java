package dev.keyhaul.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disks behind the device of a folder, in a tree as the kernel shows it in /sys. */
class LinuxDisksTest {
    @TempDir Path home;

    private Path device(String name) throws IOException {
        return Files.createDirectories(home.resolve("sys/devices").resolve(name));
    }

    private Path partition(String name) throws IOException {
        Path device = device(name);
        Files.writeString(device.resolve("partition"), "1\n");
        return device;
    }

    private static void slave(Path device, Path of) throws IOException {
        Path slaves = Files.createDirectories(device.resolve("slaves"));
        Files.createSymbolicLink(slaves.resolve(of.getFileName()), of);
    }

    /** Returns where the test's folder is, if its device is this one. */
    private Disks.Where on(Path device) throws Exception {
        Path numbers = Files.createDirectories(home.resolve("numbers"));
        long number = (Long) Files.getAttribute(home, "unix:dev");
        Path link = numbers.resolve(LinuxDisks.number(number));
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, device);
        return new LinuxDisks(numbers).of(home);
    }

    @Test
    void partition_isOnItsDisk() throws Exception {
        assertThat(on(partition("sda/sda1")).disks()).containsExactly(device("sda").toRealPath());
        assertThat(on(device("sdb")).disks()).containsExactly(device("sdb").toRealPath());
    }

    /** LUKS on LVM on two disks, as a system's disk often is. */
    @Test
    void mappedDevice_isOnTheDisksOfItsSlaves() throws Exception {
        Path luks = device("virtual/dm-1");
        Path volume = device("virtual/dm-0");
        slave(luks, volume);
        slave(volume, partition("sda/sda3"));
        slave(volume, partition("sdb/sdb1"));
        assertThat(on(luks).disks())
                .containsExactlyInAnyOrder(device("sda").toRealPath(), device("sdb").toRealPath());
    }

    @Test
    void deviceThatTheKernelDoesNotShow_andAFileThatIsMounted_haveNoDisk() throws Exception {
        Files.createDirectories(device("virtual/loop0").resolve("loop"));
        assertThat(on(device("virtual/loop0")).disks()).isEmpty();
        assertThat(new LinuxDisks(home.resolve("none")).of(home).disks()).isEmpty();
    }

    @Test
    void fileSystem_isThatOfTheFolder_here() throws Exception {
        Disks.Where here = LinuxDisks.OF_HOST.of(home);
        Disks.Where below = LinuxDisks.OF_HOST.of(Files.createDirectory(home.resolve("below")));
        assertThat(here.isApartFrom(below)).contains(false);
        assertThat(here.isApartFrom(LinuxDisks.OF_HOST.of(Path.of("/proc")))).isNotEqualTo(false);
    }

    /** From makedev(3) of glibc. */
    @Test
    void number_isThatOfTheKernel() {
        assertThat(LinuxDisks.number(0x801)).isEqualTo("8:1");
        assertThat(LinuxDisks.number(0x10303)).isEqualTo("259:3");
        assertThat(LinuxDisks.number(0x10082c)).isEqualTo("8:300");
        assertThat(LinuxDisks.number(0x1000_1113_8870L)).isEqualTo("5000:70000");
    }
}
