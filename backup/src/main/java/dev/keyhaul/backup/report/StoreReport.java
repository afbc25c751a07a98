package dev.keyhaul.backup.report;

import dev.keyhaul.backup.Authenticity;
import dev.keyhaul.backup.JournalEvidence;
import dev.keyhaul.backup.StoredCopy;
import dev.keyhaul.backup.manifest.Manifest;
import dev.keyhaul.core.json.InlinePart;
import dev.keyhaul.core.report.WhichKey;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The master copies of a store.
 *
 * @param store the folder of the store
 * @param authenticity what is known of who made it
 * @param copies the master copies, oldest first
 */
public record StoreReport(Path store, String authenticity, HeadReport head, List<Copy> copies) {
    /**
     * A copy in the list.
     *
     * @param id the identifier of the copy
     * @param state listed, or damaged and why
     * @param lastProven when it was last proven to be restorable (ISO 8601, UTC); null if it never
     *     was
     * @param lastClaimed when its restore was last claimed in the journal (ISO 8601, UTC); null if
     *     never
     * @param overdue whether a drill is overdue; only with --max-age
     */
    public record Copy(
            String id,
            String state,
            Optional<Listed> listed,
            @Nullable Instant lastProven,
            @Nullable Instant lastClaimed,
            Optional<Boolean> overdue) {
        private static Copy of(
                StoredCopy copy, JournalEvidence evidence, @Nullable Instant oldest) {
            Optional<Listed> listed =
                    copy instanceof StoredCopy.Listed whole
                            ? Optional.of(Listed.of(whole.copy().manifest()))
                            : Optional.empty();
            return new Copy(
                    copy.id().toString(),
                    copy instanceof StoredCopy.Damaged damaged
                            ? "damaged: " + damaged.why().getMessage()
                            : "listed",
                    listed,
                    proven(copy, evidence).orElse(null),
                    evidence.lastClaimed(copy.id()).orElse(null),
                    oldest == null
                            ? Optional.empty()
                            : Optional.of(isOverdue(copy, evidence, oldest)));
        }
    }

    /**
     * What the manifest of a copy says that is not damaged.
     *
     * @param created when it was made (ISO 8601, UTC)
     * @param keyType the kind of an EC or AES key; absent for RSA
     * @param bits the key's length
     * @param recipients whom the copy is wrapped for
     */
    public record Listed(
            Instant created,
            Optional<String> keyType,
            int bits,
            List<String> recipients,
            WhichKey key)
            implements InlinePart {
        private static Listed of(Manifest manifest) {
            return new Listed(
                    manifest.created(),
                    CopyReport.keyType(manifest.description()),
                    manifest.description().lengthBits(),
                    manifest.recipients().stream()
                            .map(entry -> entry.recipient().describe())
                            .toList(),
                    new WhichKey(manifest.fingerprint()));
        }
    }

    /**
     * Returns the report of copies.
     *
     * @param folder the store, as it was named
     * @param oldest when a copy must have been proven since; null if that is not asked
     */
    public static StoreReport of(
            Path folder,
            List<StoredCopy> copies,
            JournalEvidence evidence,
            @Nullable Instant oldest) {
        return new StoreReport(
                folder,
                Authenticity.CONSISTENT.label(),
                HeadReport.of(evidence.head()),
                copies.stream().map(copy -> Copy.of(copy, evidence, oldest)).toList());
    }

    /** Whether one of the copies was not proven since then. */
    public static boolean isAnyOverdue(
            List<StoredCopy> copies, JournalEvidence evidence, Instant oldest) {
        return copies.stream().anyMatch(copy -> isOverdue(copy, evidence, oldest));
    }

    private static boolean isOverdue(StoredCopy copy, JournalEvidence evidence, Instant oldest) {
        return proven(copy, evidence).filter(oldest::isBefore).isEmpty();
    }

    private static Optional<Instant> proven(StoredCopy copy, JournalEvidence evidence) {
        return copy instanceof StoredCopy.Listed listed
                ? evidence.lastProven(listed.copy())
                : Optional.empty();
    }
}
