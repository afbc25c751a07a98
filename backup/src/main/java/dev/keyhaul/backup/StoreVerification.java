package dev.keyhaul.backup;

import dev.keyhaul.backup.journal.Damage;
import dev.keyhaul.backup.journal.Journal;
import dev.keyhaul.backup.manifest.CopyId;
import dev.keyhaul.backup.manifest.JournalHead;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads every byte of a store and tells what holds; one thing that does not hides no other. Not
 * thread-safe.
 *
 * @since 0.1.0
 */
public final class StoreVerification {
    private final MasterCopyStore store;
    private final StoreTrust trust;
    private final List<Check> checks = new ArrayList<>();
    private @Nullable Journal journal;
    private List<String> unfinished = List.of();
    private @Nullable JournalEvidence evidence;
    private @Nullable KeyTransferException noEvidence;

    private StoreVerification(MasterCopyStore store, StoreTrust trust) {
        this.store = store;
        this.trust = trust;
    }

    /**
     * Something that was checked.
     *
     * @param name what was looked at
     * @param ok whether it holds
     * @param detail what that proves, or what is wrong
     */
    public record Check(String name, boolean ok, String detail, Optional<Reason> reason) {
        public Check {
            Arguments.notNull("name", name, "detail", detail, "reason", reason);
        }
    }

    /**
     * Checks the journal, each copy, that they belong together, and the vaults' own backups.
     *
     * @throws KeyTransferException when the folder itself is not readable
     */
    public static StoreVerification of(MasterCopyStore store, StoreTrust trust)
            throws KeyTransferException {
        Arguments.notNull("trust", trust);
        StoreVerification verification = new StoreVerification(store, trust);
        List<CopyId> ids = store.ids();
        verification.checkJournal();
        for (CopyId id : ids) {
            verification.check("copy " + id, () -> verification.copy(id));
        }
        verification.checkNoneIsMissing(Set.copyOf(ids));
        verification.checkVaultBackups();
        return verification;
    }

    /** Returns what was checked. */
    public List<Check> checks() {
        return List.copyOf(checks);
    }

    /**
     * Checks a replica as a store of its own, and against this store, as its journal was read.
     *
     * @throws KeyTransferException when the replica's folder is not readable
     */
    public List<Check> ofReplica(Replica replica) throws KeyTransferException {
        StoreVerification verification = of(replica.asStore(), trust);
        verification.check(
                "replica",
                () -> {
                    replica.requireUpToDate(verification.readJournal(), readJournal());
                    return "contains everything that the store contains";
                });
        return verification.checks();
    }

    /** Checks the replica in a folder, and names it in each check; one that does not open, too. */
    public List<Check> ofReplicaIn(Path folder) {
        List<Check> found;
        try {
            found = ofReplica(Replica.open(folder, store));
        } catch (KeyTransferException e) {
            found =
                    List.of(
                            new Check(
                                    "replica",
                                    false,
                                    String.valueOf(e.getMessage()),
                                    Optional.of(e.reason())));
        }
        return found.stream()
                .map(
                        check ->
                                new Check(
                                        folder + ": " + check.name(),
                                        check.ok(),
                                        check.detail(),
                                        check.reason()))
                .toList();
    }

    /** Returns the head of the journal that was checked; empty if it was not readable. */
    public Optional<JournalHead> head() {
        return Optional.ofNullable(journal).map(Journal::head);
    }

    private Journal readJournal() throws CheckFailedException {
        if (journal == null) {
            throw Damage.because("the journal of " + store.folder() + " is not readable");
        }
        return journal;
    }

    private void checkJournal() {
        check(
                "journal",
                () -> {
                    StoreRepair.Reading reading = StoreRepair.read(store);
                    Journal read = reading.journal();
                    journal = read;
                    unfinished = reading.unfinished();
                    read.requireSignaturesHold();
                    return read.head().entries() + " entries, head " + read.head();
                });
        Journal read = journal;
        if (read == null) {
            return;
        }
        judge(read);
        check("unfinished work", this::requireNothingUnfinished);
        trust.head()
                .ifPresent(
                        head ->
                                check(
                                        "expected head",
                                        () -> {
                                            read.requireHolds(head);
                                            return "the journal continues from it";
                                        }));
        if (trust.signer().isPresent()) {
            check("journal's signature", this::signature);
        }
    }

    /** Once for all copies. */
    private void judge(Journal read) {
        try {
            evidence = JournalEvidence.of(read, trust);
        } catch (KeyTransferException e) {
            noEvidence = e;
        }
    }

    private JournalEvidence evidence() throws KeyTransferException {
        if (evidence == null) {
            throw noEvidence == null ? Damage.because("the journal is not readable") : noEvidence;
        }
        return evidence;
    }

    private String signature() throws KeyTransferException {
        return Authenticity.AUTHENTIC.label() + ": " + evidence().requireAllSigned();
    }

    private String copy(CopyId id) throws KeyTransferException {
        MasterCopy copy = store.open(id);
        if (journal == null) {
            return trust.check(store, copy).label();
        }
        String label = evidence().check(copy).label();
        JournalCheck.requireKnown(journal, copy);
        return label;
    }

    /** Nothing but a killed command, or somebody who cut the journal's end off, leaves any. */
    private String requireNothingUnfinished() throws CheckFailedException {
        if (!unfinished.isEmpty()) {
            throw new CheckFailedException(
                    Reason.STORE_UNFINISHED,
                    String.join("; ", unfinished),
                    "if no command was killed, compare the store with a replica and with the head that you noted");
        }
        return "none";
    }

    private void checkNoneIsMissing(Set<CopyId> there) {
        if (journal == null) {
            return;
        }
        for (CopyId id : journal.created()) {
            if (!there.contains(id)) {
                check("copy " + id, () -> presentNow(id));
            }
        }
    }

    /** It may have come since the folder was listed. */
    private String presentNow(CopyId id) throws KeyTransferException {
        if (!store.ids().contains(id)) {
            throw Damage.because("the journal records it, but it is missing");
        }
        return copy(id);
    }

    private void checkVaultBackups() {
        VaultBackups backups = VaultBackups.of(store);
        if (!backups.exist()) {
            return;
        }
        List<VaultBackup> all = new ArrayList<>();
        check(
                "vault backups",
                () -> {
                    all.addAll(backups.all());
                    return all.size() + " kept; none is a master copy";
                });
        for (VaultBackup backup : all) {
            check("vault backup " + backup.folder().getFileName(), () -> vaultBackup(backup));
        }
    }

    private String vaultBackup(VaultBackup backup) throws KeyTransferException {
        VaultBackups.verify(backup, store.open(backup.copy()));
        return "unchanged, with copy " + backup.copy();
    }

    private void check(String name, Proof proof) {
        try {
            checks.add(new Check(name, true, proof.prove(), Optional.empty()));
        } catch (KeyTransferException e) {
            String hint = e.hint().map(next -> "; " + next).orElse("");
            checks.add(new Check(name, false, e.getMessage() + hint, Optional.of(e.reason())));
        }
    }

    /** Returns the names of what does not hold. */
    public static List<String> failed(List<Check> checks) {
        return checks.stream()
                .filter(check -> !check.ok())
                .map(Check::name)
                .collect(Collectors.toList());
    }

    private interface Proof {
        String prove() throws KeyTransferException;
    }
}
