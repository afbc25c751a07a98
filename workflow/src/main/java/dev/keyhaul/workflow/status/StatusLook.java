package dev.keyhaul.workflow.status;

import dev.keyhaul.backup.JournalEvidence;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.StoreRepair;
import dev.keyhaul.backup.StoreTrust;
import dev.keyhaul.backup.StoredCopy;
import dev.keyhaul.batch.keyvault.VaultDestination;
import dev.keyhaul.ceremony.approval.WaitingRequest;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.VaultKey;
import dev.keyhaul.workflow.ImportKeks;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Looks at everything that a file names, and at what imports of this account left in its vaults.
 * What cannot be read becomes a task, and the rest goes on. Changes nothing. For one thread.
 *
 * @since 0.1.0
 */
public final class StatusLook {
    private final VaultDestination.Connector connector;
    private final Function<KeyTransferException, String> nextStep;
    private final Instant now;
    private final List<StatusFacts.Key> keys = new ArrayList<>();
    private final List<StatusFacts.Kek> keks = new ArrayList<>();
    private final List<StatusFacts.Store> stores = new ArrayList<>();
    private final List<WaitingRequest> approvals = new ArrayList<>();
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
        Arguments.notNull("connector", connector, "nextStep", nextStep, "now", now);
        this.connector = connector;
        this.nextStep = nextStep;
        this.now = now;
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
            attempt("approvals " + folder, () -> approvals.addAll(WaitingRequest.in(folder, now)));
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
                        Optional<VaultKey> later =
                                seen.stream().filter(isLaterThan(kek)).findFirst();
                        keks.add(kek(kek, later.map(key -> key.id().toString())));
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
        for (String name : ImportKeks.ofUser().leftIn(vault.host())) {
            if (vault.exists(name)) {
                VaultKey kek = vault.show(name);
                if (kek.attributes().enabled()) {
                    keks.add(kek(kek, Optional.of("a key, which was interrupted")));
                }
            }
        }
    }

    private static StatusFacts.Key key(VaultKey key, Optional<Fingerprint> expected) {
        return new StatusFacts.Key(
                key.id().toString(),
                key.described().map(KeyDescription::fingerprint),
                expected,
                key.attributes().enabled(),
                key.attributes().expires());
    }

    private static StatusFacts.Kek kek(VaultKey kek, Optional<String> usedFor) {
        return new StatusFacts.Kek(
                kek.id().toString(),
                kek.operations(),
                kek.attributes().enabled(),
                kek.attributes().expires(),
                usedFor);
    }

    private StatusFacts.Store store(StatusFile.Store named) throws KeyTransferException {
        MasterCopyStore store = MasterCopyStore.open(named.folder());
        StoreTrust trust =
                named.signedBy().isPresent()
                        ? new StoreTrust(StoreTrust.signerNamed(named.signedBy().get()), null)
                        : StoreTrust.none();
        JournalEvidence evidence = JournalEvidence.of(store, trust);
        evidence.requireBefore(now);
        List<String> damaged = new ArrayList<>();
        for (StoredCopy stored : store.list()) {
            if (stored instanceof StoredCopy.Damaged bad) {
                damaged.add(stored.id().text() + ": " + bad.why().getMessage());
            }
        }
        return new StatusFacts.Store(
                named, KeptCopy.in(store, evidence), damaged, StoreRepair.unfinished(store));
    }
}
