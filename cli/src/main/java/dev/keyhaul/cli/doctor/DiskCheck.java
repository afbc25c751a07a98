package dev.keyhaul.cli.doctor;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.StateFolder;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Free room where commands write: the folder that they run in, and the state of this account. */
final class DiskCheck implements Check {
    private static final long MEGABYTE = 1_000_000;
    private static final long GIGABYTE = 1000 * MEGABYTE;
    private static final long ENOUGH = 100 * MEGABYTE;

    @Override
    public String about() {
        return "disk";
    }

    @Override
    public void look(Consumer<DoctorFinding> found) throws KeyTransferException {
        Set<Path> folders = new LinkedHashSet<>();
        folders.add(Path.of("").toAbsolutePath());
        folders.add(existing(StateFolder.ofUser("").toAbsolutePath()));
        for (Path folder : folders) {
            found.accept(room(folder));
        }
    }

    private static String words(long bytes) {
        return bytes < GIGABYTE ? bytes / MEGABYTE + " MB" : bytes / GIGABYTE + " GB";
    }

    private static Path existing(Path folder) {
        Path at = folder;
        while (!Files.exists(at) && at.getParent() != null) {
            at = at.getParent();
        }
        return at;
    }

    /** The file system is not looked up: in a chroot, Java does not find where it is mounted. */
    private DoctorFinding room(Path folder) {
        File at = folder.toFile();
        long free = at.getUsableSpace();
        String says = words(free) + " free in " + folder;
        if (at.getTotalSpace() == 0) {
            return DoctorFinding.unknown(about(), folder + " does not report its free space");
        }
        return free >= ENOUGH
                ? DoctorFinding.ok(about(), says)
                : DoctorFinding.fix(
                        about(),
                        says,
                        "free some space, or work in another folder: "
                                + words(ENOUGH)
                                + " should be free");
    }
}
