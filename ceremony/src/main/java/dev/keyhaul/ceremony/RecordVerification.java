package dev.keyhaul.ceremony;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.evidence.TrustedSigner;
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
    private final int filesChecked;
    private final List<String> failed;

    private RecordVerification(
            List<StoredRecord> records, RecordChain chain, int filesChecked, List<String> failed) {
        this.records = List.copyOf(records);
        this.chain = chain;
        this.filesChecked = filesChecked;
        this.failed = List.copyOf(failed);
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
        return filesChecked;
    }

    /** Returns what does not hold, a sentence each. */
    public List<String> failed() {
        return failed;
    }

    /**
     * Checks a folder.
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
        List<StoredRecord> records = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        for (String name : folder.names()) {
            try {
                StoredRecord record = folder.read(name);
                records.add(record);
                requireSigned(record, trusted);
            } catch (KeyTransferException e) {
                failed.add(String.valueOf(e.getMessage()));
            }
        }
        RecordChain chain = RecordChain.of(records);
        failed.addAll(chain.gaps());
        for (String head : heads) {
            try {
                chain.requireHolds(head);
            } catch (CheckFailedException e) {
                failed.add(String.valueOf(e.getMessage()));
            }
        }
        failed.addAll(ApprovalUses.of(records).repeated());
        int checked = files == null ? 0 : files.check(records, failed);
        return new RecordVerification(records, chain, checked, failed);
    }

    private static void requireSigned(StoredRecord record, List<TrustedSigner> trusted)
            throws CheckFailedException {
        if (trusted.isEmpty()) {
            record.requireSignatureHolds();
        } else {
            record.requireSignedBy(trusted);
        }
    }

    /** Returns how many say that they are signed. */
    public int signed() {
        return (int) records.stream().filter(r -> r.record().signer().isPresent()).count();
    }
}
