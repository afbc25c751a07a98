package dev.keyhaul.core.file;

import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;

/**
 * Who can put another file in the place of one: its owner, and whoever can write to a folder on the
 * way to it, or to a link there. In a sticky folder, as {@code /tmp}, only the owner of the folder,
 * and of what is in it, can rename that. The launcher has the same rule.
 */
public final class TrustedPlace {
    private static final int STICKY = 01000;
    private static final int ROOT = 0;

    /** As many as Linux follows. */
    private static final int MAX_LINKS = 40;

    /** Asked for when something is not root's: a thread pool comes with it. */
    private static final class User {
        /** As the system names the owner of a file: by its number where it has no name. */
        static final String ME = ProcessHandle.current().info().user().orElseGet(User::nameless);

        private User() {}

        /** As in a container that runs under a number alone; {@code user.name} is then "?". */
        private static String nameless() {
            try {
                return Files.getOwner(Path.of("/proc/self")).getName();
            } catch (IOException e) {
                return System.getProperty("user.name", "");
            }
        }
    }

    private TrustedPlace() {}

    /**
     * Requires that nobody but root and this user owns a file, or can replace it: each folder and
     * link on the way belongs to one of the two, and others can write only to sticky folders.
     *
     * @param named the file or folder, as the operator calls it
     * @throws RefusedException if somebody else can
     * @throws IOException if something on the way cannot be looked at
     */
    public static void require(Path named) throws RefusedException, IOException {
        require(named, /* ownGroup= */ false);
    }

    /**
     * Requires the same, but lets the group with the user's own name write to folders, as {@code
     * umask 002} does. Java cannot see whether an access list lets others write to those, so this
     * is not for secrets.
     *
     * @param named the file or folder, as the operator calls it
     * @throws RefusedException if somebody else can replace it
     * @throws IOException if something on the way cannot be looked at
     */
    static void requireExceptForOwnGroup(Path named) throws RefusedException, IOException {
        require(named, /* ownGroup= */ true);
    }

    private static void require(Path named, boolean ownGroup) throws RefusedException, IOException {
        Path absolute = named.toAbsolutePath();
        Path root = Objects.requireNonNull(absolute.getRoot(), "an absolute path has a root");
        Deque<Path> rest = new ArrayDeque<>();
        push(absolute, rest);
        Path at = root;
        int links = 0;
        // Follows the path as the system does, name by name, to check what it would open.
        while (!rest.isEmpty()) {
            requireFolder(at, named, ownGroup);
            Path next = next(at, rest.pop());
            if (!Files.isSymbolicLink(next)) {
                at = next;
                continue;
            }
            requireLink(next, named);
            if (++links > MAX_LINKS) {
                throw new FileSystemLoopException(named.toString());
            }
            Path target = Files.readSymbolicLink(next);
            push(target, rest);
            at = target.isAbsolute() ? root : at;
        }
        if (!isOwn(at)) {
            throw new RefusedException(
                    Reason.OPEN_TO_OTHERS,
                    named + " belongs to " + owner(at) + ", but must belong to you or root",
                    "create your own file, and change the secret if someone may have read it");
        }
    }

    private static void push(Path path, Deque<Path> rest) {
        for (int i = path.getNameCount() - 1; i >= 0; i--) {
            rest.push(path.getName(i));
        }
    }

    private static Path next(Path folder, Path name) {
        return switch (name.toString()) {
            case "", "." -> folder;
            case ".." -> Objects.requireNonNullElse(folder.getParent(), folder);
            default -> folder.resolve(name);
        };
    }

    private static void requireFolder(Path folder, Path named, boolean ownGroup)
            throws RefusedException, IOException {
        if (!isOwn(folder) || (othersCanWrite(folder, ownGroup) && !isSticky(folder))) {
            throw new RefusedException(
                    Reason.OPEN_TO_OTHERS,
                    "other users can replace "
                            + named
                            + ", because they can change the folder "
                            + folder,
                    "chmod go-w the folder, or move the file into one that belongs to you");
        }
    }

    private static void requireLink(Path link, Path named) throws RefusedException, IOException {
        if (!isOwn(link)) {
            throw new RefusedException(
                    Reason.OPEN_TO_OTHERS,
                    "other users can replace "
                            + named
                            + ": the link "
                            + link
                            + " belongs to "
                            + owner(link),
                    "give the file's path without that link");
        }
    }

    private static boolean isOwn(Path path) throws IOException {
        Object uid = Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        return Integer.valueOf(ROOT).equals(uid) || owner(path).equals(User.ME);
    }

    private static String owner(Path path) throws IOException {
        return Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName();
    }

    /** With an access list the group's bits are its mask, so that the list shows in them. */
    private static boolean othersCanWrite(Path folder, boolean ownGroup) throws IOException {
        PosixFileAttributes attributes =
                Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
            return true;
        }
        return attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)
                && !(ownGroup && attributes.group().getName().equals(User.ME));
    }

    private static boolean isSticky(Path folder) throws IOException {
        Object mode = Files.getAttribute(folder, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        return mode instanceof Integer bits && (bits & STICKY) != 0;
    }
}
