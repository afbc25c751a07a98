package dev.keyhaul.ceremony.approval;

import dev.keyhaul.ceremony.ApprovalRequest;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.file.InputFolder;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A request in a folder that has not expired and was not used on this host.
 *
 * @param file where it is
 * @param request what is asked for
 * @param missing the keys whose approval is not in the folder; the signatures of the others are not
 *     verified here: their public keys are known only to the command that asked
 * @since 0.1.0
 */
public record WaitingRequest(Path file, ApprovalRequest request, List<Fingerprint> missing) {
    /** Copies the keys. */
    public WaitingRequest {
        Arguments.notNull("file", file, "request", request);
        missing = List.copyOf(missing);
    }

    /**
     * Returns the requests in a folder that a person can still act on, by name. Nothing is changed.
     *
     * @throws KeyTransferException if the folder or a request is not readable
     */
    public static List<WaitingRequest> in(Path folder, Instant now) throws KeyTransferException {
        Arguments.notNull("now", now);
        return in(folder, now, PendingRequests.folderOfUser());
    }

    /**
     * Returns the requests of a folder that wait.
     *
     * @param list where the requests that this host has used are listed
     */
    static List<WaitingRequest> in(Path folder, Instant now, Path list)
            throws KeyTransferException {
        List<WaitingRequest> waiting = new ArrayList<>();
        for (String name : InputFolder.names(folder)) {
            if (name.endsWith(ApprovalFolder.REQUEST)) {
                Path file = folder.resolve(name);
                ApprovalRequest request = ApprovalFolder.read(file);
                if (!request.isExpired(now) && !PendingRequests.wasUsed(list, request)) {
                    waiting.add(new WaitingRequest(file, request, missing(file, request)));
                }
            }
        }
        return List.copyOf(waiting);
    }

    private static List<Fingerprint> missing(Path file, ApprovalRequest request) {
        return request.approvers().stream()
                .filter(
                        key ->
                                !Files.exists(
                                        ApprovalFolder.approval(file, key),
                                        LinkOption.NOFOLLOW_LINKS))
                .toList();
    }
}
