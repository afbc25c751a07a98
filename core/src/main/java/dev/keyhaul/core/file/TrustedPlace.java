package dev.keyhaul.core.file;

import dev.keyhaul.core.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * Who can put another file in the place of one: its owner, and whoever can write to a folder on the
 * way to it. In a sticky folder, as {@code /tmp}, only the owner of a file or folder can rename it.
 */
public final class TrustedPlace {
    private static final int STICKY = 01000;
    private static final int ROOT = 0;

    /** As the system names it, or its number where it has no name. */
    private static final String ME =
            ProcessHandle.current().info().user().orElse(System.getProperty("user.name", ""));

    private TrustedPlace() {}

    /**
     * Requires that nobody but root and this user owns a file, or can replace it.
     *
     * @param real the file, without links on the way to it
     * @param named what the operator calls it
     * @throws RefusedException if somebody else can
     * @throws IOException if a folder on the way cannot be looked at
     */
    public static void require(Path real, Path named) throws RefusedException, IOException {
        if (!isOwn(real)) {
            throw new RefusedException(
                    named + " belongs to " + owner(real) + ", neither to you nor to root",
                    "make a file of your own, and change the secret if someone may have read it");
        }
        for (Path folder = real.getParent(); folder != null; folder = folder.getParent()) {
            if (!isOwn(folder) || (othersCanWrite(folder) && !isSticky(folder))) {
                throw new RefusedException(
                        "others can replace " + named + ": they can change the folder " + folder,
                        "chmod go-w the folder, or move the file into one that belongs to you");
            }
        }
    }

    private static boolean isOwn(Path path) throws IOException {
        Object uid = Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        return Integer.valueOf(ROOT).equals(uid) || owner(path).equals(ME);
    }

    private static String owner(Path path) throws IOException {
        return Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName();
    }

    /** With an access list the group's bits are its mask, so that the list shows in them. */
    private static boolean othersCanWrite(Path folder) throws IOException {
        Set<PosixFilePermission> permissions =
                Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS);
        return permissions.contains(PosixFilePermission.GROUP_WRITE)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE);
    }

    private static boolean isSticky(Path folder) throws IOException {
        Object mode = Files.getAttribute(folder, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        return mode instanceof Integer bits && (bits & STICKY) != 0;
    }
}
