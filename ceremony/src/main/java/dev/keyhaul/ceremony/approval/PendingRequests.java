package dev.keyhaul.ceremony.approval;

import dev.keyhaul.ceremony.ApprovalRequest;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.file.FileNames;
import dev.keyhaul.core.file.InputFolder;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.file.OwnerOnly;
import dev.keyhaul.core.file.StateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The requests that this account made on this host and has not used yet: one file each, with the
 * whole request, in a folder that is never carried anywhere.
 *
 * <p>An approval counts only for a request that is listed here, and its entry goes before the work
 * begins. So neither a copy of the approvals' folder nor a deleted file lets an approval be used
 * twice; a step of a plan that was begun and is not done is continued under its own. Whoever can
 * restore this folder can: root, and the account itself.
 *
 * <p>Thread-safe: each request and each signature is a file of its own.
 *
 * @since 0.1.0
 */
public final class PendingRequests {
    private static final String OPEN = ".open";
    private static final String USED = ".used";

    private final Path folder;

    private PendingRequests(Path folder) {
        this.folder = folder;
    }

    /**
     * Opens the list of this account: {@code keyhaul/approvals} in {@code XDG_STATE_HOME}, else in
     * {@code LOCALAPPDATA} (Windows) or in {@code .local/state} of the home folder. It is made with
     * mode 0700 if it is missing.
     *
     * @throws FileException if it cannot be made, is not a folder, or others can reach into it
     */
    public static PendingRequests ofUser() throws FileException {
        return in(folderOfUser());
    }

    /** Returns where the list of this account is. Nothing is made. */
    static Path folderOfUser() throws FileException {
        return StateFolder.ofUser("approvals");
    }

    /** Whether a request was used, as the list in a folder says. Nothing is made or changed. */
    static boolean wasUsed(Path list, ApprovalRequest request) {
        return Files.exists(list.resolve(request.nonce() + USED), LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Opens a list in a folder, and makes the folder with mode 0700 if it is missing.
     *
     * @param folder where it is; the same for each command of an account
     * @throws FileException if it cannot be made, is not a folder, or others can reach into it
     */
    public static PendingRequests in(Path folder) throws FileException {
        StateFolder.require(folder, "the list of open requests");
        return new PendingRequests(folder);
    }

    /**
     * Returns the requests that were made since a time and not used, also those that have expired.
     *
     * @throws KeyTransferException if the list is damaged
     */
    public List<ApprovalRequest> unusedSince(Instant time) throws KeyTransferException {
        Arguments.notNull("time", time);
        List<ApprovalRequest> unused = new ArrayList<>();
        for (String name : InputFolder.names(folder)) {
            if (name.endsWith(OPEN)) {
                read(name).filter(open -> !open.created().isBefore(time)).ifPresent(unused::add);
            }
        }
        return List.copyOf(unused);
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

    /**
     * Returns the request that asks for the same as another one, and was used here: its work was
     * begun. It counts as long as the work does, whatever the time is.
     *
     * @throws KeyTransferException if the list is damaged
     */
    Optional<ApprovalRequest> findUsed(ApprovalRequest wanted, Predicate<ApprovalRequest> still)
            throws KeyTransferException {
        for (String name : InputFolder.names(folder)) {
            Optional<ApprovalRequest> used =
                    name.endsWith(USED)
                            ? read(name).filter(wanted::asksForSameAs).filter(still)
                            : Optional.empty();
            if (used.isPresent()) {
                return used;
            }
        }
        return Optional.empty();
    }

    /** Reads an entry, unless another process uses it now. */
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
            FileNames.move(open, entry(request, USED));
            OwnerOnly.syncFolder(folder);
        } catch (NoSuchFileException e) {
            throw new RefusedException(
                    Reason.APPROVAL_CLOSED,
                    "the request " + request.nonce() + " was used in the meantime",
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
