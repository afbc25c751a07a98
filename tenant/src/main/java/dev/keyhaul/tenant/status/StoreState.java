package dev.keyhaul.tenant.status;

import dev.keyhaul.core.key.Fingerprint;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A store of master copies.
 *
 * @param folder where it is
 * @param copies those that are whole as far as a look at their lengths tells
 * @param damaged the others, and why
 * @param unfinished what a killed command left
 * @param maxAge how long ago the last proof of each copy may be
 * @since 0.1.0
 */
public record StoreState(
        String folder,
        List<Copy> copies,
        List<String> damaged,
        List<String> unfinished,
        Duration maxAge) {
    /** Copies the lists. */
    public StoreState {
        copies = List.copyOf(copies);
        damaged = List.copyOf(damaged);
        unfinished = List.copyOf(unfinished);
    }

    /**
     * A master copy.
     *
     * @param id its id
     * @param key the fingerprint of its key
     * @param lastProven when it was last restored, as far as that is proven
     */
    public record Copy(String id, Fingerprint key, Optional<Instant> lastProven) {}

    /** Returns the copies whose last proof is too old, or missing. */
    public List<Copy> overdue(Instant now) {
        Instant oldest = now.minus(maxAge);
        return copies.stream()
                .filter(copy -> copy.lastProven().filter(oldest::isBefore).isEmpty())
                .toList();
    }

    /** Returns how many copies were ever proven. */
    public long proven() {
        return copies.stream().filter(copy -> copy.lastProven().isPresent()).count();
    }

    /** Returns when the copy that was proven longest ago was proven. */
    public Optional<Instant> oldestProof() {
        return copies.stream()
                .flatMap(copy -> copy.lastProven().stream())
                .min(Comparator.naturalOrder());
    }

    /** Returns when one of these copies was proven last. */
    public static Optional<Instant> lastProven(List<Copy> copies) {
        return copies.stream()
                .flatMap(copy -> copy.lastProven().stream())
                .max(Comparator.naturalOrder());
    }
}
