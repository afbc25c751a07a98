package dev.keyhaul.cli.evidence;

import dev.keyhaul.ceremony.ApprovalFact;
import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.ceremony.approval.ApprovalFolder;
import dev.keyhaul.ceremony.approval.ApprovalMissingException;
import dev.keyhaul.ceremony.approval.PendingRequests;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.console.Version;
import dev.keyhaul.cli.line.Command;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Whose approval a command needs before it does its work. */
public final class ApprovalOptions {
    private static final int MAX_FILE_BYTES = 64 * 1024;

    @Option(
            names = "--require-approval",
            paramLabel = "KEY.pem",
            description =
                    "the public half of another person's key: that person must first approve exactly these inputs with 'approve'; may be repeated, each person must approve")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--approvals",
            paramLabel = "D",
            description = "the folder of requests and approvals (default: approvals)")
    private Path folder = Path.of("approvals");

    /** Whether the command needs an approval. */
    public boolean isRequired() {
        return !files.isEmpty();
    }

    /**
     * Goes on if the keys are fit for the work, and nobody's approval is needed or all of them are
     * there; then they are used up.
     *
     * @param asking the command, whose options are in the request
     * @param subject everything else that decides what is done
     * @param keys the keys that the command works with, besides those in its record
     * @param options name the people, and the records, which no clock may be behind
     * @throws ApprovalMissingException if an approval is not there yet
     * @throws KeyTransferException if a KEK is another of the keys, an approver is one of them, an
     *     approval is not valid, or a file cannot be read or written
     */
    public void require(
            Command asking,
            ApprovalSubject subject,
            WorkKeys keys,
            RecordOptions options,
            Console console)
            throws KeyTransferException {
        WorkKeys all = keys.and(console.record().workKeys());
        all.requireKeksApart();
        if (!isRequired()) {
            return;
        }
        List<PublicKey> approvers = approvers();
        options.requireClock();
        List<ApprovalFact> given =
                ApprovalFolder.openOrCreate(folder, PendingRequests.ofUser(), Clock.systemUTC())
                        .use(complete(subject, asking, console), all, approvers, options.people);
        given.forEach(console.record()::approval);
        for (PublicKey approver : approvers) {
            console.note("approved by the key", Fingerprint.of(approver).rows());
        }
    }

    private static ApprovalSubject complete(
            ApprovalSubject subject, Command asking, Console console) {
        ApprovalSubject of = PlanOptions.addedTo(subject, console);
        List<String> equipment = new ArrayList<>(List.of(Version.generator()));
        equipment.addAll(console.record().equipment());
        Map<String, String> given = HarmlessOptions.coveredOf(asking);
        List<String> fromSettings =
                given.keySet().stream().filter(console.settings()::gives).toList();
        return of.withOptions(given).withSettings(fromSettings).withEquipment(equipment);
    }

    private List<PublicKey> approvers() throws KeyTransferException {
        List<PublicKey> keys = new ArrayList<>();
        for (Path file : files) {
            PublicKey key =
                    InputFile.parse(
                            file, MAX_FILE_BYTES, PublicKeyEncoding::parse, FileKind.PUBLIC_KEY);
            if (keys.contains(key)) {
                throw new UsageException(
                        Reason.VALUE_TWICE,
                        file + " contains the same key as another --require-approval",
                        "give another person's key: each person counts once");
            }
            keys.add(key);
        }
        return keys;
    }
}
