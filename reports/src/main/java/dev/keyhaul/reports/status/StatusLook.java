package dev.keyhaul.reports.status;

import dev.keyhaul.backup.JournalEvidence;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.StoreRepair;
import dev.keyhaul.backup.StoreTrust;
import dev.keyhaul.backup.StoredCopy;
import dev.keyhaul.ceremony.approval.WaitingRequest;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.VaultKey;
import dev.keyhaul.keyvault.batch.VaultDestination;
import dev.keyhaul.tenant.status.KekState;
import dev.keyhaul.tenant.status.KeyState;
import dev.keyhaul.tenant.status.OpenApproval;
import dev.keyhaul.tenant.status.StatusFacts;
import dev.keyhaul.tenant.status.StoreState;
import dev.keyhaul.tenant.status.Task;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Looks at everything that a file names. What cannot be read becomes a task, and the rest goes on.
 * Changes nothing. For one thread.
 *
 * @since 0.1.0
 */
public final class StatusLook {
    private final VaultDestination.Connector connector;
    private final Function<KeyTransferException, String> nextStep;
    private LeftKeks leftKeks = vault -> List.of();
    private final Instant now;
    private final List<KeyState> keys = new ArrayList<>();
    private final List<KekState> keks = new ArrayList<>();
    private final List<StoreState> stores = new ArrayList<>();
    private final List<OpenApproval> approvals = new ArrayList<>();
    private final List<Task> unreadable = new ArrayList<>();

    /**
     * Makes one.
     *
     * @param connector connects to the vaults
     * @param nextStep says for an error what a person does about it
     * @param now the time that expiries and proofs are compared with
     */
    public StatusLook(
            VaultDestination.Connector connector,
            Function<KeyTransferException, String> nextStep,
            Instant now) {
        this.connector = connector;
        this.nextStep = nextStep;
        this.now = now;
    }

    /** Which KEKs imports of this account have left in a vault. Called by the thread that looks. */
    public interface LeftKeks {
        /**
         * Returns their names.
         *
         * @throws KeyTransferException if they cannot be looked up
         */
        List<String> in(VaultHost vault) throws KeyTransferException;
    }

    /** Looks at these KEKs too, in each vault that the file names. */
    public StatusLook withLeftKeks(LeftKeks left) {
        leftKeks = left;
        return this;
    }

    /** Returns what was seen. */
    public StatusFacts at(StatusFile file) {
        for (StatusFile.Vault vault : file.vaults()) {
            attempt("vault " + vault.host().url(), () -> vault(vault));
        }
        for (StatusFile.Store store : file.stores()) {
            attempt("store " + store.folder(), () -> stores.add(store(store)));
        }
        for (Path folder : file.approvals()) {
            attempt("approvals " + folder, () -> approvals(folder));
        }
        return new StatusFacts(now, keys, keks, stores, approvals, unreadable);
    }

    private interface Look {
        void run() throws KeyTransferException;
    }

    private void attempt(String about, Look look) {
        try {
            look.run();
        } catch (KeyTransferException e) {
            unreadable.add(
                    new Task(
                            about,
                            String.valueOf(e.getMessage()),
                            Task.Step.READ,
                            List.of(nextStep.apply(e))));
        }
    }

    /** A KEK that is gone hides no key, and the other way round. */
    private void vault(StatusFile.Vault named) throws KeyTransferException {
        KeyVault vault = connector.connect(named.host());
        List<VaultKey> seen = new ArrayList<>();
        attempt(
                "key " + named.key() + " in " + named.host().url(),
                () -> {
                    seen.add(vault.show(named.key()));
                    keys.add(key(seen.get(0), named.expected()));
                });
        if (named.kek().isPresent()) {
            attempt(
                    "KEK " + named.kek().get() + " in " + named.host().url(),
                    () -> {
                        VaultKey kek = vault.show(named.kek().get());
                        keks.add(kek(kek, seen.stream().filter(isLaterThan(kek)).findFirst()));
                    });
        }
        attempt("KEKs in " + named.host().url(), () -> leftKeks(vault));
    }

    /** A KEK that was made later is for another import. */
    private static Predicate<VaultKey> isLaterThan(VaultKey kek) {
        Instant made = kek.attributes().created().orElse(Instant.MAX);
        return key -> key.attributes().created().filter(time -> !time.isBefore(made)).isPresent();
    }

    /** A KEK that is gone or disabled needs no attention. */
    private void leftKeks(KeyVault vault) throws KeyTransferException {
        for (String name : leftKeks.in(vault.host())) {
            if (vault.exists(name)) {
                VaultKey kek = vault.show(name);
                if (kek.attributes().enabled()) {
                    keks.add(
                            new KekState(
                                    kek.id().toString(),
                                    kek.operations(),
                                    true,
                                    kek.attributes().expires(),
                                    Optional.of("a key, which was interrupted")));
                }
            }
        }
    }

    private static KeyState key(VaultKey key, Optional<Fingerprint> expected) {
        return new KeyState(
                key.id().toString(),
                key.described().map(KeyDescription::fingerprint),
                expected,
                key.attributes().enabled(),
                key.attributes().expires());
    }

    private static KekState kek(VaultKey kek, Optional<VaultKey> importedLater) {
        return new KekState(
                kek.id().toString(),
                kek.operations(),
                kek.attributes().enabled(),
                kek.attributes().expires(),
                importedLater.map(key -> key.id().toString()));
    }

    private StoreState store(StatusFile.Store named) throws KeyTransferException {
        MasterCopyStore store = MasterCopyStore.open(named.folder());
        StoreTrust trust =
                named.signedBy().isPresent()
                        ? new StoreTrust(StoreTrust.signerNamed(named.signedBy().get()), null)
                        : StoreTrust.none();
        JournalEvidence evidence = JournalEvidence.of(store, trust);
        evidence.requireBefore(now);
        List<StoreState.Copy> copies = new ArrayList<>();
        List<String> damaged = new ArrayList<>();
        for (StoredCopy stored : store.list()) {
            if (stored instanceof StoredCopy.Listed listed) {
                copies.add(
                        new StoreState.Copy(
                                stored.id().text(),
                                listed.copy().manifest().fingerprint(),
                                evidence.lastProven(listed.copy())));
            } else if (stored instanceof StoredCopy.Damaged bad) {
                damaged.add(stored.id().text() + ": " + bad.why().getMessage());
            }
        }
        return new StoreState(
                named.folder().toString(),
                copies,
                damaged,
                StoreRepair.unfinished(store),
                named.maxAge());
    }

    private void approvals(Path folder) throws KeyTransferException {
        for (WaitingRequest waiting : WaitingRequest.in(folder, now)) {
            approvals.add(
                    new OpenApproval(
                            waiting.file().toString(),
                            waiting.request().subject().command(),
                            waiting.request().expires(),
                            waiting.missing().stream().map(Fingerprint::toString).toList()));
        }
    }
}
