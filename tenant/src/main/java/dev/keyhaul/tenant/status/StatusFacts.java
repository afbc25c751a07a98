package dev.keyhaul.tenant.status;

import dev.keyhaul.core.key.Fingerprint;
import java.time.Instant;
import java.util.List;

/**
 * Everything that was seen.
 *
 * @param now when
 * @param keys the newest version of each key
 * @param keks the KEKs
 * @param stores the stores that are readable
 * @param approvals the requests that are open
 * @param unreadable what could not be looked at, as tasks
 * @since 0.1.0
 */
public record StatusFacts(
        Instant now,
        List<KeyState> keys,
        List<KekState> keks,
        List<StoreState> stores,
        List<OpenApproval> approvals,
        List<Task> unreadable) {
    /** Copies the lists. */
    public StatusFacts {
        keys = List.copyOf(keys);
        keks = List.copyOf(keks);
        stores = List.copyOf(stores);
        approvals = List.copyOf(approvals);
        unreadable = List.copyOf(unreadable);
    }

    /** Returns the proven master copies of a key, in all stores. */
    public List<StoreState.Copy> provenCopiesOf(Fingerprint key) {
        return stores.stream()
                .flatMap(store -> store.copies().stream())
                .filter(copy -> copy.key().equals(key) && copy.lastProven().isPresent())
                .toList();
    }

    /**
     * Returns the proven master copies of a key, in all stores; none if the vault hides the key.
     */
    public List<StoreState.Copy> provenCopiesOf(KeyState key) {
        return key.fingerprint().map(this::provenCopiesOf).orElse(List.of());
    }
}
