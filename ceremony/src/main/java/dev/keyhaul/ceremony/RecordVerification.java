package dev.keyhaul.ceremony;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.evidence.TrustedSigner;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was checked of a folder of records: each record's form and signature, that none is missing
 * between them, that each approval was used once, and that the files that they name are the ones
 * that are there. Immutable.
 *
 * @since 0.1.0
 */
public final class RecordVerification {
    private final List<StoredRecord> records;
    private final RecordChain chain;
    private final Given given;
    private final Signatures signatures;
    private final RecordedFiles.Compared files;
    private final List<String> repeatedApprovals;
    private final List<String> failed;
    private final boolean isStopped;

    /** Of files that are no records. */
    private final List<String> unread;

    /** What was given to check with. */
    private record Given(
            List<TrustedSigner> trusted,
            List<String> heads,
            @Nullable RecordedFiles files,
            Instant now) {}

    private RecordVerification(
            List<StoredRecord> records,
            Given given,
            List<String> unread,
            List<String> more,
            boolean isStopped) {
        this.isStopped = isStopped;
        this.records = List.copyOf(records);
        this.unread = List.copyOf(unread);
        this.chain = RecordChain.of(records);
        this.given = given;
        List<String> all = new ArrayList<>(unread);
        all.addAll(more);
        this.signatures = Signatures.check(records, given.trusted, all);
        all.addAll(chain.gaps());
        all.addAll(chain.copies());
        all.addAll(chain.lacks(given.heads));
        all.addAll(ClosingChecks.failed(records, chain));
        this.repeatedApprovals = ApprovalUses.of(records).repeated();
        all.addAll(repeatedApprovals);
        this.files =
                given.files == null
                        ? new RecordedFiles.Compared(0, 0)
                        : given.files.check(records, all);
        this.failed = List.copyOf(all);
    }

    /** Returns the records that could be read, in order. */
    public List<StoredRecord> records() {
        return records;
    }

    /** Returns how they follow each other. */
    public RecordChain chain() {
        return chain;
    }

    /** Returns how many files were compared. */
    public int filesChecked() {
        return files.compared();
    }

    /** Returns what does not hold, a sentence each. */
    public List<String> failed() {
        return failed;
    }

    /** Returns how many files could not be compared, since they are gone, and may be. */
    int filesGone() {
        return files.gone();
    }

    /** Whether the recorded files were looked for. */
    boolean comparesFiles() {
        return given.files != null;
    }

    /** Whether evidence keys were named that must have signed. */
    boolean namesKeys() {
        return !given.trusted.isEmpty();
    }

    /** Returns whose signatures hold. */
    Signatures signatures() {
        return signatures;
    }

    boolean approvalsHold() {
        return repeatedApprovals.isEmpty();
    }

    /** Returns of how many records the SHA-256 was given. */
    int notedHashes() {
        return given.heads.size();
    }

    boolean isNoted(String sha256) {
        return given.heads.contains(sha256);
    }

    boolean notedHashesHold() {
        return chain.lacks(given.heads).isEmpty();
    }

    /** Returns when it was checked, as this host's clock said. */
    Instant checkedAt() {
        return given.now;
    }

    /**
     * Checks a folder, at the time of this host's clock.
     *
     * @param trusted the evidence keys that must have signed; empty: a record need not be signed,
     *     but a signature must hold
     * @param heads SHA-256 of records that were noted elsewhere and must be there
     * @param files where the recorded files are looked for; null: they are not
     * @throws KeyTransferException when the folder itself cannot be read
     */
    public static RecordVerification of(
            RecordFolder folder,
            List<TrustedSigner> trusted,
            List<String> heads,
            @Nullable RecordedFiles files)
            throws KeyTransferException {
        return of(folder, trusted, heads, files, Clock.systemUTC());
    }

    /**
     * Checks a folder.
     *
     * @param trusted the evidence keys that must have signed; empty: a record need not be signed,
     *     but a signature must hold
     * @param heads SHA-256 of records that were noted elsewhere and must be there
     * @param files where the recorded files are looked for; null: they are not
     * @param clock no record should be later than it
     * @throws KeyTransferException when the folder itself cannot be read
     */
    public static RecordVerification of(
            RecordFolder folder,
            List<TrustedSigner> trusted,
            List<String> heads,
            @Nullable RecordedFiles files,
            Clock clock)
            throws KeyTransferException {
        Arguments.notNull("trusted", trusted, "heads", heads, "clock", clock);
        List<StoredRecord> records = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        for (String name : folder.names()) {
            try {
                records.add(folder.read(name));
            } catch (KeyTransferException e) {
                failed.add(String.valueOf(e.getMessage()));
            }
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return new RecordVerification(
                records,
                new Given(List.copyOf(trusted), List.copyOf(heads), files, now),
                failed,
                List.of(),
                false);
    }

    /**
     * Returns the same with more that does not hold.
     *
     * @param more such as what deviates from a plan, a sentence each
     */
    public RecordVerification failing(List<String> more) {
        Arguments.notNull("more", more);
        return new RecordVerification(records, given, unread, more, false);
    }

    /** Returns the same of a ceremony that was stopped. */
    public RecordVerification stopped(List<String> more) {
        Arguments.notNull("more", more);
        return new RecordVerification(records, given, unread, more, true);
    }

    boolean isStopped() {
        return isStopped;
    }

    /** Returns how many say that they are signed. */
    public int signed() {
        return (int) records.stream().filter(r -> r.record().signer().isPresent()).count();
    }
}
