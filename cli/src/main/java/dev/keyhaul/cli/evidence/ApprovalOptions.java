package dev.keyhaul.cli.evidence;

import dev.keyhaul.ceremony.ApprovalFact;
import dev.keyhaul.ceremony.RecordDraft;
import dev.keyhaul.ceremony.approval.ApprovalFolder;
import dev.keyhaul.ceremony.approval.ApprovalMissingException;
import dev.keyhaul.ceremony.approval.ApprovalRequest;
import dev.keyhaul.ceremony.approval.ApprovalSubject;
import dev.keyhaul.ceremony.approval.OpenRequests;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.terminal.UsageException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
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
     * Goes on if nobody's approval is needed, or all of them are there; then they are used up. Call
     * it when the rules allow the work, and before the work.
     *
     * @param subject everything that decides what is done
     * @param options name the people, and the records, which no clock may be behind
     * @throws ApprovalMissingException if an approval is not there yet
     * @throws KeyTransferException if one is not valid, or a file cannot be read or written
     */
    public void require(ApprovalSubject subject, RecordOptions options, Console console)
            throws KeyTransferException {
        if (!isRequired()) {
            return;
        }
        List<PublicKey> approvers = approvers(console.record());
        options.requireClock();
        ApprovalRequest used =
                ApprovalFolder.openOrCreate(folder, OpenRequests.ofUser(), Clock.systemUTC())
                        .use(subject, approvers, options.people);
        for (PublicKey approver : approvers) {
            String key = Fingerprint.of(approver).toString();
            console.record().approval(new ApprovalFact(key, used.sha256()));
            console.note("approved by " + key);
        }
    }

    /** Nobody approves his own work: not by a key that the command itself works with. */
    private List<PublicKey> approvers(RecordDraft record) throws KeyTransferException {
        List<PublicKey> keys = new ArrayList<>();
        for (Path file : files) {
            PublicKey key = InputFile.parse(file, MAX_FILE_BYTES, PublicKeyEncoding::parse);
            if (record.hasKey(Fingerprint.of(key).toString())) {
                throw new RefusedException(
                        file + " is a key that this command itself works with",
                        "another person must approve, with their own key");
            }
            if (keys.contains(key)) {
                throw new UsageException(
                        file + " is the same key as another --require-approval",
                        "name another person's key: one person who approves twice counts once");
            }
            keys.add(key);
        }
        return keys;
    }
}
