package dev.keyhaul.backup;

import dev.keyhaul.backup.manifest.CopyId;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.evidence.TrustedSigner;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What must hold before a key is sealed, which can never be copied again: two proven master copies.
 * Immutable.
 *
 * @since 0.1.0
 */
public final class SealCondition {
    private static final int NEEDED = 2;

    private final List<String> journalHeads;
    private final ProvenCopies copies;

    private SealCondition(List<String> journalHeads, ProvenCopies copies) {
        this.journalHeads = List.copyOf(journalHeads);
        this.copies = copies;
    }

    /** Returns each store's folder by its absolute path, and where its journal stands. */
    public List<String> journalHeads() {
        return journalHeads;
    }

    /** Returns copies that are whole, known to a journal, and were restored, as it proves. */
    public Set<CopyId> proven() {
        return copies.proven();
    }

    /** Returns the other copies of the key, and why each does not count. */
    public Map<CopyId, String> unproven() {
        return copies.unproven();
    }

    /** A store, and its journal as it was read once. */
    private record Known(Path folder, MasterCopyStore store, JournalEvidence journal) {}

    /**
     * Looks at every copy of the key in these stores.
     *
     * @param signer signed every entry of their journals
     * @param heads journal heads that are known: each store holds one, and each is of a store
     * @throws KeyTransferException when a store is not readable, or does not hold what is known
     */
    public static SealCondition of(
            List<Path> stores, TrustedSigner signer, List<String> heads, Fingerprint key)
            throws KeyTransferException {
        Arguments.notNull("signer", signer, "key", key);
        Set<CopyId> proven = new LinkedHashSet<>();
        Map<CopyId, String> unproven = new LinkedHashMap<>();
        List<String> journalHeads = new ArrayList<>();
        for (Known known : known(stores, new TreeSet<>(heads))) {
            JournalEvidence evidence = known.journal.trusting(new StoreTrust(signer, null));
            evidence.requireAllSigned();
            ProvenCopies copies = ProvenCopies.of(known.store, evidence, key);
            // A replica has the same copies: they count once.
            proven.addAll(copies.proven());
            unproven.putAll(copies.unproven());
            journalHeads.add(known.folder.toAbsolutePath() + " " + known.journal.head().sha256());
        }
        return new SealCondition(journalHeads, new ProvenCopies(proven, unproven));
    }

    private static List<Known> known(List<Path> stores, SortedSet<String> heads)
            throws KeyTransferException {
        List<Known> known = new ArrayList<>();
        Set<String> unused = new TreeSet<>(heads);
        for (Path folder : stores) {
            MasterCopyStore store = MasterCopyStore.open(folder);
            JournalEvidence journal = JournalEvidence.of(store, StoreTrust.none());
            List<String> held = heads.stream().filter(journal::holds).toList();
            if (held.isEmpty()) {
                journal.requireHolds(heads.first());
            }
            unused.removeAll(held);
            known.add(new Known(folder, store, journal));
        }
        if (!unused.isEmpty()) {
            throw new CheckFailedException(
                    Reason.JOURNAL_HEAD,
                    "no store has the journal head " + String.join(", ", unused),
                    "name every store whose head you noted, and the newest head of each");
        }
        return known;
    }

    /** Returns the proven copies, by their ids in order. */
    public String provenIds() {
        return proven().stream().map(CopyId::text).sorted().collect(Collectors.joining(" "));
    }

    /** Returns how many proven copies there are, and why others do not count, if too few are. */
    public Optional<String> shortage() {
        if (proven().size() >= NEEDED) {
            return Optional.empty();
        }
        return Optional.of(
                "proven master copies of this key: "
                        + proven().size()
                        + "; "
                        + NEEDED
                        + " are needed before it is sealed"
                        + unproven().entrySet().stream()
                                .map(copy -> "; copy " + copy.getKey() + ": " + copy.getValue())
                                .collect(Collectors.joining()));
    }
}
