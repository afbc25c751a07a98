package dev.keyhaul.ceremony;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.evidence.TrustedSigner;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The signatures of records. A ceremony's first records are older than its evidence key: if keys
 * are named, an unsigned record counts where a closing record lists its SHA-256 that one of them
 * signed.
 *
 * @param held how many records have a signature that holds, by a named key if one was named
 * @param listed how many unsigned ones such a closing record lists
 */
record Signatures(int held, int listed) {
    /** Checks all; adds what does not hold, a sentence each. */
    static Signatures check(
            List<StoredRecord> records, List<TrustedSigner> trusted, List<String> failed) {
        Set<String> listed = listed(records, trusted);
        int held = 0;
        int unsigned = 0;
        for (StoredRecord record : records) {
            if (record.record().signer().isEmpty() && listed.contains(record.sha256())) {
                unsigned++;
                continue;
            }
            try {
                require(record, trusted);
                held += record.record().signer().isPresent() ? 1 : 0;
            } catch (CheckFailedException e) {
                failed.add(String.valueOf(e.getMessage()));
            }
        }
        return new Signatures(held, unsigned);
    }

    private static Set<String> listed(List<StoredRecord> records, List<TrustedSigner> trusted) {
        Set<String> listed = new HashSet<>();
        for (StoredRecord record : records) {
            if (!trusted.isEmpty() && record.record().closing().isPresent()) {
                try {
                    record.requireSignedBy(trusted);
                    listed.addAll(record.record().closing().get().records());
                } catch (CheckFailedException e) {
                    // It is named with the others.
                }
            }
        }
        return listed;
    }

    private static void require(StoredRecord record, List<TrustedSigner> trusted)
            throws CheckFailedException {
        if (trusted.isEmpty()) {
            record.requireSignatureHolds();
        } else {
            record.requireSignedBy(trusted);
        }
    }
}
