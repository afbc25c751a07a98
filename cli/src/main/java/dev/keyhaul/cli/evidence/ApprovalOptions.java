package dev.keyhaul.cli.evidence;

import dev.keyhaul.ceremony.ApprovalFact;
import dev.keyhaul.ceremony.HostName;
import dev.keyhaul.ceremony.RecordDraft;
import dev.keyhaul.ceremony.approval.ApprovalFolder;
import dev.keyhaul.ceremony.approval.ApprovalRequest;
import dev.keyhaul.ceremony.approval.ApprovalSubject;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Whose approval a command needs before it does its work. */
public final class ApprovalOptions {
    private static final int MAX_FILE_BYTES = 64 * 1024;

    @Option(
            names = "--require-approval",
            paramLabel = "KEY.pem",
            description =
                    "public half of another person's key, who must approve these very inputs with"
                            + " 'approve'; may be repeated: each must")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--approvals",
            paramLabel = "D",
            description = "where requests and approvals are (default: approvals)")
    private Path folder = Path.of("approvals");

    /** Whether the command needs an approval. */
    public boolean isRequired() {
        return !files.isEmpty();
    }

    /**
     * Goes on when nobody's approval is needed, or all of them are there; then they are used up.
     * Else writes the request for them.
     *
     * @param subject everything that decides what is done
     * @throws RefusedException when an approval is missing
     * @throws KeyTransferException when one does not hold, or a file cannot be read or written
     */
    public void require(ApprovalSubject subject, RecordOptions options, Console console)
            throws KeyTransferException {
        if (!isRequired()) {
            return;
        }
        List<PublicKey> approvers = approvers(console.record());
        Instant now = Clock.systemUTC().instant();
        ApprovalRequest wanted =
                ApprovalRequest.of(
                        subject,
                        approvers.stream().map(Fingerprint::of).toList(),
                        options.people(),
                        HostName.get(),
                        now,
                        new SecureRandom());
        ApprovalFolder requests = ApprovalFolder.openOrCreate(folder);
        Optional<ApprovalFolder.Stored> found = requests.find(wanted, now);
        ApprovalFolder.Stored stored = found.isPresent() ? found.get() : requests.write(wanted);
        List<Fingerprint> missing = ApprovalFolder.missing(stored, approvers);
        if (!missing.isEmpty()) {
            throw new RefusedException(
                    "the approval of "
                            + missing.stream()
                                    .map(Fingerprint::toString)
                                    .collect(Collectors.joining(" and of "))
                            + " is missing for "
                            + stored.file(),
                    "let that person run 'keyhaul approve "
                            + stored.file()
                            + " --key SOURCE' by "
                            + stored.request().expires()
                            + ", then run this command again");
        }
        ApprovalFolder.use(stored);
        String request = stored.request().sha256();
        for (PublicKey approver : approvers) {
            String key = Fingerprint.of(approver).toString();
            console.record().approval(new ApprovalFact(key, request));
            console.note("approved by " + key);
        }
    }

    /** Nobody approves his own work: not by a key that the command itself works with. */
    private List<PublicKey> approvers(RecordDraft record) throws KeyTransferException {
        List<PublicKey> keys = new ArrayList<>();
        for (Path file : files) {
            PublicKey key = PublicKeyEncoding.parse(InputFile.read(file, MAX_FILE_BYTES));
            if (record.hasKey(Fingerprint.of(key).toString())) {
                throw new RefusedException(
                        file + " is a key that this command itself works with",
                        "another person approves, with a key of that person's own");
            }
            if (keys.contains(key)) {
                throw new UsageException(
                        file + " is the same key as another --require-approval",
                        "name another person's key: one who approves twice is one");
            }
            keys.add(key);
        }
        return keys;
    }
}
