package dev.keyhaul.core.file;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Where this account keeps what must stay on this host: {@code keyhaul} in {@code XDG_STATE_HOME},
 * else in {@code LOCALAPPDATA} (Windows) or in {@code .local/state} of the home folder. A process
 * that rehearses names another place for itself, in the system property {@value #PROPERTY}.
 */
public final class StateFolder {
    /** The system property that names a folder in place of {@code XDG_STATE_HOME}. */
    public static final String PROPERTY = "keyhaul.state";

    private static final Set<PosixFilePermission> OWNERS =
            Set.of(
                    PosixFilePermission.OWNER_READ,
                    PosixFilePermission.OWNER_WRITE,
                    PosixFilePermission.OWNER_EXECUTE);

    private StateFolder() {}

    /**
     * Returns the path of one of its folders. Nothing is made.
     *
     * @param name the folder's name
     * @throws FileException if the account has no home folder
     */
    public static Path ofUser(String name) throws FileException {
        Map<String, String> environment = new HashMap<>(System.getenv());
        String named = System.getProperty(PROPERTY);
        if (named != null) {
            environment.put("XDG_STATE_HOME", named);
        }
        return ofUser(environment, System.getProperty("user.home", ""))
                .resolve("keyhaul")
                .resolve(name);
    }

    static Path ofUser(Map<String, String> environment, String home) throws FileException {
        for (String name : new String[] {"XDG_STATE_HOME", "LOCALAPPDATA"}) {
            Path folder = Path.of(environment.getOrDefault(name, ""));
            if (folder.isAbsolute()) {
                return folder;
            }
        }
        Path folder = Path.of(home);
        if (!folder.isAbsolute()) {
            throw new FileException(
                    Reason.HOME_MISSING,
                    "this account has no home folder for the state",
                    "set XDG_STATE_HOME to a folder that only this account can write to");
        }
        return folder.resolve(".local").resolve("state");
    }

    /**
     * Makes a folder with mode 0700 if it is missing, so that it outlives a power cut, and checks
     * that others can neither reach into it nor replace it.
     *
     * @param what what is in it, for messages
     * @throws FileException if it cannot be made, is not a folder, or is open to others or can be
     *     replaced by them
     */
    public static void require(Path folder, String what) throws FileException {
        try {
            if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                create(folder);
            }
            boolean isFolder = Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
            if (!isFolder
                    || (OwnerOnly.hasPosixModes(folder)
                            && !OWNERS.containsAll(Files.getPosixFilePermissions(folder)))) {
                throw new FileException(
                        Reason.OPEN_TO_OTHERS,
                        what + " in " + folder + " is a link, or other users can use it",
                        "make it a folder of mode 0700, and find out who changed it");
            }
            requireOwnPlace(folder);
        } catch (IOException e) {
            throw unusable(folder, what, e);
        }
    }

    /**
     * Checks that a folder can be written to or, if it is missing, can be made. Nothing is made.
     *
     * @param what what needs it, for messages
     * @throws FileException if it cannot, or others can replace it
     */
    public static void requireMakeable(Path folder, String what) throws FileException {
        Path at = folder.toAbsolutePath();
        while (at.getParent() != null && !Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
            at = at.getParent();
        }
        try {
            if (!Files.isDirectory(at)) {
                throw new NotDirectoryException(at.toString());
            } else if (!Files.isWritable(at)) {
                throw new AccessDeniedException(at.toString());
            }
            requireOwnPlace(at);
        } catch (IOException e) {
            throw unusable(at, what, e);
        }
    }

    private static FileException unusable(Path folder, String what, IOException cause) {
        FileException refused = FileException.writing(folder, cause);
        return new FileException(
                refused.reason(),
                what + " needs the state folder: " + refused.getMessage(),
                "set XDG_STATE_HOME to a folder that stays on this host and that only this account can write to",
                cause);
    }

    /** Syncs each name on the way: what a host remembers must not vanish with its folder. */
    private static void create(Path folder) throws IOException {
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null && !Files.exists(parent)) {
            create(parent);
        }
        OwnerOnly.createFolders(folder);
        if (parent != null) {
            OwnerOnly.syncFolder(parent);
        }
    }

    /** Another user could put an older state, or none, in its place. */
    private static void requireOwnPlace(Path folder) throws FileException, IOException {
        if (!OwnerOnly.hasPosixModes(folder)) {
            return;
        }
        try {
            TrustedPlace.requireExceptForOwnGroup(folder);
        } catch (RefusedException e) {
            throw new FileException(
                    Reason.OPEN_TO_OTHERS,
                    e.getMessage(),
                    "make sure that only this account can write to the folder and its parent folders, or set XDG_STATE_HOME to another folder",
                    e);
        }
    }
}
