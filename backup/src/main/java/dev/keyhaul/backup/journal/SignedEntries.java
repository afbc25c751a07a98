package dev.keyhaul.backup.journal;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.evidence.TrustedSigner;
import dev.keyhaul.core.key.Fingerprint;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which entries of a journal a trusted evidence key signed. Every entry is looked at alone: a
 * signature on a later one proves nothing about what an earlier one says.
 *
 * <p>Where the trusted key hands over to another one, by an {@link JournalEvent#EVIDENCE_KEY} entry
 * that it signs, that one is trusted from there on and the old one no longer.
 *
 * <p>Immutable.
 */
public final class SignedEntries {
    private final List<JournalEntry> entries;
    private final Set<Fingerprint> keys = new LinkedHashSet<>();
    private final BitSet signed = new BitSet();
    private int takenOver;

    private SignedEntries(List<JournalEntry> entries) {
        this.entries = entries;
    }

    /**
     * Checks the signatures of a journal.
     *
     * @param trusted the evidence key that is trusted at its beginning
     * @throws CheckFailedException when a signature of a trusted key does not hold
     */
    public static SignedEntries of(Journal journal, TrustedSigner trusted)
            throws KeyTransferException {
        SignedEntries signed = new SignedEntries(journal.entries());
        signed.read(journal.lines(), trusted.fingerprint());
        return signed;
    }

    private void read(List<JournalLine> lines, Fingerprint trusted) throws KeyTransferException {
        Fingerprint current = trusted;
        keys.add(current);
        for (int i = 0; i < lines.size(); i++) {
            JournalEntry entry = lines.get(i).entry();
            if (entry.signer().filter(current::matches).isEmpty()) {
                continue;
            }
            lines.get(i).requireSignatureHolds();
            signed.set(i);
            Fingerprint next = entry.nextSigner().orElse(current);
            if (entry.isTakeOver()) {
                takenOver = i;
            } else if (!next.equals(current)) {
                keys.add(next);
                current = next;
            }
        }
    }

    /** Whether a trusted key signed the entry. */
    public boolean contains(JournalEntry entry) {
        return signed.get(Math.toIntExact(entry.number() - 1));
    }

    /** Whether it is the trusted key, or one that this handed over to. */
    public boolean isTrusted(Fingerprint key) {
        return keys.contains(key);
    }

    /**
     * Checks that a trusted key signed every entry. Those before a key took the journal over in its
     * own name need no signature, and prove nothing without one.
     *
     * @return what of the journal is signed, for a report
     * @throws CheckFailedException naming the first entry that is not signed by a trusted key
     */
    public String requireAll() throws CheckFailedException {
        if (!isAll()) {
            throw notSigned(entries.get(signed.nextClearBit(takenOver)));
        }
        if (takenOver == 0) {
            return "each entry";
        }
        JournalEntry takeOver = entries.get(takenOver);
        return "each entry from "
                + takeOver.number()
                + " on, where the key took over the journal ("
                + takeOver.details().getOrDefault(JournalEntry.REASON, "no reason given")
                + "); "
                + (takenOver - signed.get(0, takenOver).cardinality())
                + " entries before are not signed by it, and prove nothing";
    }

    /** Whether a trusted key signed every entry, as {@link #requireAll} asks for it. */
    public boolean isAll() {
        return signed.nextClearBit(takenOver) >= entries.size();
    }

    private static CheckFailedException notSigned(JournalEntry entry) {
        return new CheckFailedException(
                Reason.JOURNAL_UNSIGNED,
                "entry "
                        + entry.number()
                        + " of the journal is "
                        + entry.signer()
                                .map(key -> "signed by " + Fingerprint.of(key))
                                .orElse("not signed")
                        + ", and proves nothing",
                "find out who wrote it");
    }
}
