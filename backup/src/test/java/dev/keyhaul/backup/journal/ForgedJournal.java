package dev.keyhaul.backup.journal;

import dev.keyhaul.backup.manifest.Manifest;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.evidence.EvidenceSigner;
import dev.keyhaul.core.evidence.SoftwareEvidenceKey;
import dev.keyhaul.core.evidence.TrustedSigner;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.Fingerprint;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A journal as somebody writes it who can write the file, and keeps no rule but the chain. */
public final class ForgedJournal {
    private static final Instant NOW = Instant.parse("2026-11-24T15:51:51Z");

    private final Manifest.StoreId store;
    private final ByteArrayOutputStream file = new ByteArrayOutputStream();

    /** Begins with what a journal's file holds; empty for a new one. */
    public ForgedJournal(Manifest.StoreId store, byte[] file) {
        this.store = store;
        this.file.writeBytes(file);
    }

    /** Returns the evidence key of that use. */
    public static SoftwareEvidenceKey key(String use) {
        try {
            return SoftwareEvidenceKey.of(GeneratedKeys.software(2048, use));
        } catch (KeyTransferException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns the trust in the evidence key of that use. */
    public static TrustedSigner trust(String use) {
        return new TrustedSigner(fingerprint(use));
    }

    /** Returns the fingerprint of the evidence key of that use. */
    public static Fingerprint fingerprint(String use) {
        return Fingerprint.of(key(use).publicKey());
    }

    /** Adds an entry that follows the last one, signed by the key of that use or by none. */
    public ForgedJournal add(JournalEvent event, Map<String, String> details, @Nullable String use)
            throws KeyTransferException {
        EvidenceSigner signer = use == null ? null : key(use);
        Journal journal = journal();
        JournalEntry entry =
                new JournalEntry(
                        journal.head().entries() + 1,
                        NOW,
                        "somebody@desk",
                        event,
                        details,
                        journal.head().sha256(),
                        signer == null ? null : signer.publicKey());
        file.writeBytes(JournalLine.write(entry, signer).bytes());
        file.write('\n');
        return this;
    }

    /** Adds the entry by which the first key hands over to the second. */
    public ForgedJournal handOver(String from, String to) throws KeyTransferException {
        return add(
                JournalEvent.EVIDENCE_KEY,
                Map.of(JournalEntry.KEY, fingerprint(to).toString()),
                from);
    }

    /** Adds entries that say nothing, each signed by the key of that use; {@code -} by none. */
    public ForgedJournal signed(String... uses) throws KeyTransferException {
        for (String use : uses) {
            add(JournalEvent.REPAIRED, Map.of(), use.equals("-") ? null : use);
        }
        return this;
    }

    /** Returns the journal. */
    public Journal journal() throws KeyTransferException {
        return Journal.parse(bytes(), store);
    }

    /** Returns the file. */
    public byte[] bytes() {
        return file.toByteArray();
    }
}
