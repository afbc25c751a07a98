package dev.keyhaul.ceremony.approval;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.evidence.EvidenceSigner;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.file.OwnerOnly;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyChallenge;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A folder of requests: beside each the signatures of those who approved it, which OpenSSL can make
 * as well, and, once it was used, the mark that it was.
 *
 * <p>It is carried between hosts. What it protects against is somebody alone; not whoever can
 * delete the mark on the host that runs the command.
 */
public final class ApprovalFolder {
    private static final String REQUEST = ".request.json";
    private static final String USED = ".used";
    private static final int MAX_REQUEST_BYTES = 64 * 1024;
    private static final int MAX_SIGNATURE_BYTES = 4 * 1024;
    private static final int MAX_TRIES = 1000;
    private static final int BRIEF = 12;

    private final Path folder;

    private ApprovalFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Opens a folder, and makes it with mode 0700 when there is none.
     *
     * @throws FileException when it cannot be made
     */
    public static ApprovalFolder openOrCreate(Path folder) throws FileException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            try {
                OwnerOnly.createFolder(folder);
            } catch (IOException e) {
                throw FileException.writing(folder, e);
            }
        }
        return new ApprovalFolder(folder);
    }

    /** A request in its folder. */
    public record Stored(Path file, ApprovalRequest request) {}

    /**
     * Finds the request for this very subject and these approvers that was not used yet and has not
     * expired.
     *
     * @throws KeyTransferException when a request there is malformed
     */
    public Optional<Stored> find(ApprovalRequest wanted, Instant now) throws KeyTransferException {
        for (int number = 1; number <= MAX_TRIES; number++) {
            Path file = place(wanted.subject(), number);
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            ApprovalRequest found = read(file);
            if (found.subject().equals(wanted.subject())
                    && found.approvers().equals(wanted.approvers())
                    && !found.isExpired(now)
                    && !Files.exists(mark(file), LinkOption.NOFOLLOW_LINKS)) {
                return Optional.of(new Stored(file, found));
            }
        }
        throw tooMany();
    }

    private FileException tooMany() {
        return new FileException(
                "more than " + MAX_TRIES + " requests for the same in " + folder,
                "name another folder");
    }

    /**
     * Writes a request under a name that is free.
     *
     * @throws KeyTransferException when it cannot be written
     */
    public Stored write(ApprovalRequest request) throws KeyTransferException {
        for (int number = 1; number <= MAX_TRIES; number++) {
            Path file = place(request.subject(), number);
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                OutputFile.at(file, false).write(request.toFile());
                return new Stored(file, request);
            }
        }
        throw tooMany();
    }

    private Path place(ApprovalSubject subject, int number) {
        return folder.resolve(subject.fileName() + (number == 1 ? "" : "-" + number) + REQUEST);
    }

    /**
     * Reads a request's file.
     *
     * @throws KeyTransferException when it is none
     */
    public static ApprovalRequest read(Path file) throws KeyTransferException {
        return ApprovalRequest.parse(InputFile.readRegular(file, MAX_REQUEST_BYTES));
    }

    /** Returns where the approval of a key belongs. */
    public static Path approval(Path request, Fingerprint approver) {
        return beside(request, ".approved-by-" + approver.hex().substring(0, BRIEF) + ".sig");
    }

    private static Path mark(Path request) {
        return beside(request, USED);
    }

    private static Path beside(Path request, String ending) {
        String name = String.valueOf(request.getFileName());
        String stem =
                name.endsWith(REQUEST) ? name.substring(0, name.length() - REQUEST.length()) : name;
        return request.resolveSibling(stem + ending);
    }

    /**
     * Signs a request: RSASSA-PKCS1-v1_5 with SHA-256 over the file.
     *
     * @return where the approval is
     * @throws KeyTransferException when the key was not asked for, it is too late, or it cannot be
     *     written
     */
    public static Path approve(Stored stored, EvidenceSigner approver, Instant now)
            throws KeyTransferException {
        Fingerprint key = Fingerprint.of(approver.publicKey());
        stored.request().requireApprover(key, now);
        OutputFile file = OutputFile.at(approval(stored.file(), key), false);
        file.write(approver.sign(stored.request().toFile()));
        return file.path();
    }

    /**
     * Returns those whose approval is not there yet.
     *
     * @throws KeyTransferException when an approval is there and does not hold
     */
    public static List<Fingerprint> missing(Stored stored, List<PublicKey> approvers)
            throws KeyTransferException {
        List<Fingerprint> missing = new ArrayList<>();
        for (PublicKey approver : approvers) {
            Path file = approval(stored.file(), Fingerprint.of(approver));
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                missing.add(Fingerprint.of(approver));
            } else if (!KeyChallenge.verifiesRs256(
                    approver,
                    stored.request().toFile(),
                    InputFile.readRegular(file, MAX_SIGNATURE_BYTES))) {
                throw Reason.APPROVAL_INVALID.of(
                        new RefusedException(
                                "the approval " + file + " is not by that key for this request",
                                "ask who made it"));
            }
        }
        return missing;
    }

    /**
     * Marks a request as used, before the work: whoever asks for the same again asks anew.
     *
     * @throws KeyTransferException when it was used meanwhile, or cannot be marked
     */
    public static void use(Stored stored) throws KeyTransferException {
        Path mark = mark(stored.file()).toAbsolutePath();
        try {
            OwnerOnly.writeNewFile(mark, new byte[0]);
            OwnerOnly.syncFolder(Objects.requireNonNull(mark.getParent()));
        } catch (FileAlreadyExistsException e) {
            throw new RefusedException(
                    "the approval of " + stored.file() + " was used already",
                    "run the command again: it writes a new request",
                    e);
        } catch (IOException e) {
            throw FileException.writing(mark, e);
        }
    }
}
