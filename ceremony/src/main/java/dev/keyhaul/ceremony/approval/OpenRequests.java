package dev.keyhaul.ceremony.approval;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.file.InputFolder;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.file.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The requests that this account made on this host and has not used yet: one file each, with the
 * whole request, in a folder that is never carried anywhere.
 *
 * <p>An approval counts only for a request that is listed here, and its entry goes before the work
 * begins. So neither a copy of the approvals' folder nor a deleted file lets an approval be used
 * twice. Whoever can restore this folder can: root, and the account itself.
 *
 * <p>Thread-safe: each request and each signature is a file of its own.
 *
 * @since 0.1.0
 */
public final class OpenRequests {
    private static final Set<PosixFilePermission> OWNERS =
            Set.of(
                    PosixFilePermission.OWNER_READ,
                    PosixFilePermission.OWNER_WRITE,
                    PosixFilePermission.OWNER_EXECUTE);
    private static final String OPEN = ".open";
    private static final String USED = ".used";

    private final Path folder;

    private OpenRequests(Path folder) {
        this.folder = folder;
    }

    /**
     * Opens the list of this account: {@code keyhaul/approvals} in {@code XDG_STATE_HOME}, else in
     * {@code LOCALAPPDATA} (Windows) or in {@code .local/state} of the home folder. It is made with
     * mode 0700 if it is missing.
     *
     * @throws FileException if it cannot be made, is not a folder, or others can reach into it
     */
    public static OpenRequests ofUser() throws FileException {
        return in(folderOfUser());
    }

    private static Path folderOfUser() throws FileException {
        return stateOf(System.getenv(), System.getProperty("user.home", ""))
                .resolve("keyhaul")
                .resolve("approvals");
    }

    /** Whether this account has used a request on this host. Nothing is made or changed. */
    static boolean wasUsedByUser(ApprovalRequest request) throws FileException {
        return Files.exists(
                folderOfUser().resolve(request.nonce() + USED), LinkOption.NOFOLLOW_LINKS);
    }

    static Path stateOf(Map<String, String> environment, String home) throws FileException {
        for (String name : new String[] {"XDG_STATE_HOME", "LOCALAPPDATA"}) {
            Path folder = Path.of(environment.getOrDefault(name, ""));
            if (folder.isAbsolute()) {
                return folder;
            }
        }
        Path folder = Path.of(home);
        if (!folder.isAbsolute()) {
            throw new FileException(
                    "there is no home folder for the list of open requests",
                    "set XDG_STATE_HOME to a folder that this account keeps");
        }
        return folder.resolve(".local").resolve("state");
    }

    /**
     * Opens a list in a folder, and makes the folder with mode 0700 if it is missing.
     *
     * @param folder where it is; the same for each command of an account
     * @throws FileException if it cannot be made, is not a folder, or others can reach into it
     */
    public static OpenRequests in(Path folder) throws FileException {
        try {
            if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                OwnerOnly.createFolders(folder);
            }
            requireOwners(folder);
        } catch (IOException e) {
            throw FileException.writing(folder, e);
        }
        return new OpenRequests(folder);
    }

    private static void requireOwners(Path folder) throws IOException, FileException {
        boolean isFolder = Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
        boolean hasModes = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (!isFolder || (hasModes && !OWNERS.containsAll(Files.getPosixFilePermissions(folder)))) {
            throw new FileException(
                    "the list of open requests in " + folder + " is a link, or open to other users",
                    "make it a folder of mode 0700, and find out who changed it");
        }
    }

    /**
     * Returns the open request that asks for the same as another one, and has not expired.
     *
     * @throws RefusedException if it was made later than now: the clock was set back
     * @throws KeyTransferException if the list is damaged
     */
    Optional<ApprovalRequest> find(ApprovalRequest wanted, Instant now)
            throws KeyTransferException {
        for (String name : InputFolder.names(folder)) {
            Optional<ApprovalRequest> open = name.endsWith(OPEN) ? read(name) : Optional.empty();
            if (open.isPresent()
                    && open.get().asksForSameAs(wanted)
                    && !open.get().isExpired(now)) {
                open.get().requireNotMadeAfter(now);
                return open;
            }
        }
        return Optional.empty();
    }

    /** Reads an entry, unless another process uses it at this moment. */
    private Optional<ApprovalRequest> read(String name) throws KeyTransferException {
        Path file = folder.resolve(name);
        try {
            return Optional.of(ApprovalFolder.read(file));
        } catch (FileException e) {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** Whether a request was made here, and is open or was used. */
    boolean knows(ApprovalRequest request) {
        return Files.exists(entry(request, OPEN), LinkOption.NOFOLLOW_LINKS)
                || Files.exists(entry(request, USED), LinkOption.NOFOLLOW_LINKS);
    }

    void add(ApprovalRequest request) throws FileException {
        OutputFile.at(entry(request, OPEN)).write(request.toFile());
    }

    /** Removes a request from the list, once: of two processes one is refused. */
    void use(ApprovalRequest request) throws KeyTransferException {
        Path open = entry(request, OPEN);
        try {
            Files.move(open, entry(request, USED), StandardCopyOption.ATOMIC_MOVE);
            OwnerOnly.syncFolder(folder);
        } catch (NoSuchFileException e) {
            throw new RefusedException(
                    "the request " + request.nonce() + " is not open: it was used in the meantime",
                    "run the command again: it writes a new request",
                    e);
        } catch (IOException e) {
            throw FileException.writing(open, e);
        }
    }

    private Path entry(ApprovalRequest request, String state) {
        return folder.resolve(request.nonce() + state);
    }
}
