package dev.keyhaul.backup;

import dev.keyhaul.backup.journal.Journal;
import dev.keyhaul.backup.journal.JournalEntry;
import dev.keyhaul.backup.journal.JournalEvent;
import dev.keyhaul.backup.manifest.JournalHead;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.Fingerprint;
import java.security.PublicKey;
import java.util.Map;

/**
 * Another evidence key for a store's journal: an entry of the journal says so. Stateless: any
 * thread may use it.
 *
 * @since 0.1.0
 */
public final class EvidenceKeyChange {
    private EvidenceKeyChange() {}

    /**
     * Lets the store's evidence key hand the journal over to another one, which signs from now on.
     *
     * @param store one that signs with the old key
     * @param next the new evidence key
     * @param by who does it
     * @return where the journal stands now
     * @throws RefusedException when the store has no evidence key, it is not this key's turn as
     *     {@link Journal#requireNext} says, or the new key is the same
     * @throws KeyTransferException when it cannot be written, or the clock is behind the journal
     */
    public static JournalHead handOver(MasterCopyStore store, PublicKey next, Operator by)
            throws KeyTransferException {
        Arguments.notNull("by", by);
        Fingerprint successor = Fingerprint.of(next);
        if (successor.matches(store.requireSigner().publicKey())) {
            throw new RefusedException(
                    Reason.EVIDENCE_KEY_UNFIT,
                    "the new evidence key is the same as the old one: " + successor,
                    "give the public half of another key");
        }
        StoreFolder.requireOwn(store.folder());
        try (LockedStore writing = LockedStore.begin(store, by.name())) {
            writing.append(
                    JournalEvent.EVIDENCE_KEY, Map.of(JournalEntry.KEY, successor.toString()));
            return writing.journal().head();
        }
    }

    /**
     * Lets the store's evidence key take the journal over in its own name: where the journal, or
     * some entries of it, were not signed until now, or its key is lost. What is not signed by this
     * key proves nothing to those who trust it, before or after.
     *
     * @param store one that signs with the new key
     * @param head where the journal stands, as the operator knows it, 64 hex digits
     * @param reason why that is so, for those who read the journal: 1 to 1000 characters
     * @param by who does it
     * @return where the journal stands now
     * @throws CheckFailedException when the journal stands elsewhere
     * @throws RefusedException when the store has no evidence key, or each entry is signed by it
     *     already
     * @throws KeyTransferException when it cannot be written, or the clock is behind the journal
     */
    public static JournalHead takeOver(
            MasterCopyStore store, String head, String reason, Operator by)
            throws KeyTransferException {
        Arguments.notNull("head", head, "by", by);
        Arguments.text("reason", reason, Arguments.MAX_LINE);
        store.requireSigner();
        StoreFolder.requireOwn(store.folder());
        try (LockedStore writing = LockedStore.takeOver(store, by.name(), head, reason)) {
            return writing.journal().head();
        }
    }
}
