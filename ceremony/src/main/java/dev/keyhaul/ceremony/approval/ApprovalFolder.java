package dev.keyhaul.ceremony.approval;

import dev.keyhaul.ceremony.ApprovalFact;
import dev.keyhaul.ceremony.ApprovalRequest;
import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.Person;
import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.evidence.EvidenceSigner;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.InputFolder;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.file.OwnerOnly;
import dev.keyhaul.core.key.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder that carries requests to those who approve, and their signatures back, which OpenSSL can
 * make as well. Nothing in it is trusted: what counts is the host's own list of open requests.
 * Thread-safe: each request and each signature is a file of its own.
 *
 * @since 0.1.0
 */
public final class ApprovalFolder implements ApprovalStore {
    static final String REQUEST = ".request.json";
    private static final int MAX_SIGNATURE_BYTES = 4 * 1024;
    private static final int BRIEF = 12;

    private final Path folder;
    private final PendingRequests open;
    private final Clock clock;

    private ApprovalFolder(Path folder, PendingRequests open, Clock clock) {
        this.folder = folder;
        this.open = open;
        this.clock = clock;
    }

    /**
     * Opens a folder, and makes it with mode 0700 if it is missing.
     *
     * @param open the requests that this host made
     * @param clock this host's
     * @throws FileException if it cannot be made
     */
    public static ApprovalFolder openOrCreate(Path folder, PendingRequests open, Clock clock)
            throws FileException {
        Arguments.notNull("open", open, "clock", clock);
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            try {
                OwnerOnly.createFolder(folder);
            } catch (IOException e) {
                throw FileException.writing(folder, e);
            }
        }
        return new ApprovalFolder(folder, open, clock);
    }

    /**
     * Verifies that each approver signed this host's request for the subject, and uses it up: call
     * this before the work, once for each time the work is done. If there is no open request, it
     * makes one.
     *
     * @param subject everything that decides what is done
     * @param keys the keys that the work has to do with: their holders do not approve it
     * @param approvers the keys that must each approve
     * @param people who takes part; the operators among them ask
     * @return the approvals, whose request can never be used again
     * @throws IllegalArgumentException if there are no approvers, or one of them twice
     * @throws ApprovalMissingException if an approval is not there yet
     * @throws RefusedException if an approver is one of the keys, an approval is not valid, the
     *     request in the folder was changed, the clock was set back, or another process used the
     *     request meanwhile
     * @throws KeyTransferException if a file cannot be read or written
     */
    public List<ApprovalFact> use(
            ApprovalSubject subject, WorkKeys keys, List<PublicKey> approvers, List<Person> people)
            throws KeyTransferException {
        Arguments.notNull("subject", subject, "keys", keys, "people", people);
        return Approvals.through(this, open, clock).use(subject, keys, approvers, people);
    }

    @Override
    public String offer(ApprovalRequest request) throws KeyTransferException {
        return publish(request).toString();
    }

    @Override
    public Optional<Approval> approval(ApprovalRequest request, Fingerprint approver)
            throws FileException {
        Arguments.notNull("approver", approver);
        Path file = approval(fileOf(request), approver);
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(
                        new Approval(
                                file.toString(), InputFile.readRegular(file, MAX_SIGNATURE_BYTES)))
                : Optional.empty();
    }

    @Override
    public List<Offered> offered() throws FileException {
        return InputFolder.names(folder).stream()
                .filter(name -> name.endsWith(REQUEST))
                .map(folder::resolve)
                .flatMap(ApprovalFolder::offered)
                .toList();
    }

    /** What is not a request is left out: others can write into the folder. */
    private static Stream<Offered> offered(Path file) {
        try {
            return Stream.of(new Offered(file.toString(), read(file)));
        } catch (KeyTransferException e) {
            return Stream.empty();
        }
    }

    private Path fileOf(ApprovalRequest request) {
        return folder.resolve(
                request.subject().command().replace(' ', '-')
                        + "-"
                        + request.sha256().substring(0, BRIEF)
                        + REQUEST);
    }

    /** Writes what is to be approved, unless it is there. */
    private Path publish(ApprovalRequest request) throws KeyTransferException {
        Path file = fileOf(request);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            OutputFile.at(file).write(request.toFile());
        } else if (!Arrays.equals(
                InputFile.readRegular(file, ApprovalRequest.MAX_BYTES), request.toFile())) {
            throw new RefusedException(
                    Reason.APPROVAL_CHANGED,
                    file + " was changed after this host wrote it",
                    "find out who changed it; then remove it, and run the command again to write a new one");
        }
        return file;
    }

    /**
     * Reads a request's file.
     *
     * @throws KeyTransferException if it is longer than 64 KiB, or not a request
     */
    public static ApprovalRequest read(Path file) throws KeyTransferException {
        return InputFile.parsed(
                file,
                InputFile.readRegular(file, ApprovalRequest.MAX_BYTES),
                ApprovalRequest::parse,
                FileKind.APPROVAL_REQUEST);
    }

    /** Returns where the approval of a key belongs. */
    static Path approval(Path request, Fingerprint approver) {
        String name = String.valueOf(request.getFileName());
        String stem =
                name.endsWith(REQUEST) ? name.substring(0, name.length() - REQUEST.length()) : name;
        return request.resolveSibling(
                stem + ".approved-by-" + approver.hex().substring(0, BRIEF) + ".sig");
    }

    /**
     * Signs a request: RSASSA-PKCS1-v1_5 with SHA-256 over the file.
     *
     * @param file where the request was read
     * @param now the approver's own time
     * @return where the approval is
     * @throws KeyTransferException if the key was not asked for, the request is of another time, or
     *     the approval cannot be written
     */
    public static Path approve(
            Path file, ApprovalRequest request, EvidenceSigner approver, Instant now)
            throws KeyTransferException {
        Arguments.notNull("file", file, "request", request, "now", now);
        Fingerprint key = Fingerprint.of(approver.publicKey());
        request.requireApprover(key, now);
        OutputFile approval = OutputFile.at(approval(file, key));
        approval.write(approver.sign(request.toFile()));
        return approval.path();
    }
}
