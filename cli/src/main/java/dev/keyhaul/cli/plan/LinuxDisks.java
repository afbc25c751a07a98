package dev.keyhaul.cli.plan;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The disks of a Linux kernel: a partition is on its parent, a mapped device (LUKS, LVM, RAID) on
 * its slaves. Elsewhere, and where the kernel shows no device (a container, a network file system,
 * a file that is mounted), there are none.
 *
 * @param devices the kernel's folder of block devices by their numbers
 */
record LinuxDisks(Path devices) implements Disks {
    /** Those of this host. */
    static final Disks OF_HOST = new LinuxDisks(Path.of("/sys/dev/block"));

    private static final String DEVICE = "unix:dev";
    private static final String VIEW = "unix";

    @Override
    public Where of(Path path) throws KeyTransferException {
        try {
            if (!path.getFileSystem().supportedFileAttributeViews().contains(VIEW)) {
                return new Where(Files.getFileStore(path), Set.of());
            }
            Object device = Files.getAttribute(path, DEVICE);
            return new Where(device, disks(devices.resolve(number((Long) device))));
        } catch (IOException e) {
            throw FileException.reading(path, e);
        }
    }

    /** As in glibc's gnu_dev_major and gnu_dev_minor. */
    static String number(long device) {
        long major = (device >>> 8 & 0xfff) | (device >>> 32 & 0xfffff000L);
        long minor = (device & 0xff) | (device >>> 12 & 0xffffff00L);
        return major + ":" + minor;
    }

    private static Set<Path> disks(Path link) throws IOException {
        Set<Path> disks = new HashSet<>();
        if (!Files.exists(link)) {
            return disks;
        }
        Path device = link.toRealPath();
        Path slaves = device.resolve("slaves");
        if (Files.exists(device.resolve("partition"))) {
            disks.add(device.getParent());
        } else if (!Files.exists(device.resolve("loop"))) {
            disks.add(device);
        }
        if (Files.isDirectory(slaves)) {
            try (Stream<Path> below = Files.list(slaves)) {
                for (Path slave : below.toList()) {
                    disks.remove(device);
                    disks.addAll(disks(slave));
                }
            }
        }
        return disks;
    }
}
