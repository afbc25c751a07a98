package dev.keyhaul.workflow.status;

import dev.keyhaul.ceremony.approval.WaitingRequest;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.Fingerprint;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

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
        List<Key> keys,
        List<Kek> keks,
        List<Store> stores,
        List<WaitingRequest> approvals,
        List<Task> unreadable) {
    /** Copies the lists. */
    public StatusFacts {
        Arguments.notNull("now", now);
        keys = List.copyOf(keys);
        keks = List.copyOf(keks);
        stores = List.copyOf(stores);
        approvals = List.copyOf(approvals);
        unreadable = List.copyOf(unreadable);
    }

    /**
     * The newest version of a key in a vault.
     *
     * @param kid its versioned identifier
     * @param fingerprint which key it is; empty if the vault does not tell
     * @param expected which key it must be, if the operator says
     * @param enabled whether the vault lets it be used
     * @param expires when it expires
     */
    public record Key(
            String kid,
            Optional<Fingerprint> fingerprint,
            Optional<Fingerprint> expected,
            boolean enabled,
            Optional<Instant> expires) {
        public Key {
            Arguments.notNull("kid", kid, "fingerprint", fingerprint, "expected", expected);
            Arguments.notNull("expires", expires);
        }
    }

    /**
     * A KEK in a vault.
     *
     * @param kid its versioned identifier
     * @param operations its {@code key_ops}: {@code import} alone
     * @param enabled whether keys can still be imported under it
     * @param expires when it expires
     * @param usedFor the import that it was made for, which has ended; empty if none is known
     */
    public record Kek(
            String kid,
            List<String> operations,
            boolean enabled,
            Optional<Instant> expires,
            Optional<String> usedFor) {
        /** Copies the operations. */
        public Kek {
            Arguments.notNull("kid", kid, "expires", expires, "usedFor", usedFor);
            operations = List.copyOf(operations);
        }

        /** Returns what it can be used for now, in one word. */
        public String state(Instant now) {
            Arguments.notNull("now", now);
            if (!enabled) {
                return "disabled";
            }
            return hasExpired(now) ? "expired" : "enabled";
        }

        boolean hasExpired(Instant now) {
            return expires.filter(time -> !time.isAfter(now)).isPresent();
        }
    }

    /**
     * A store of master copies.
     *
     * @param asked where it is, and how old the last proof of a copy may be
     * @param copies those that are whole as far as a look at their lengths tells
     * @param damaged the others, and why
     * @param unfinished what a killed command left
     */
    public record Store(
            StatusFile.Store asked,
            List<KeptCopy> copies,
            List<String> damaged,
            List<String> unfinished) {
        /** Copies the lists. */
        public Store {
            Arguments.notNull("asked", asked);
            copies = List.copyOf(copies);
            damaged = List.copyOf(damaged);
            unfinished = List.copyOf(unfinished);
        }

        /** Returns the copies whose last proof is too old, or missing. */
        public List<KeptCopy> overdue(Instant now) {
            Arguments.notNull("now", now);
            Instant oldest = now.minus(asked.maxAge());
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
    }

    /** Returns the proven master copies of a key, in all stores; none if the vault hides it. */
    public List<KeptCopy> provenCopiesOf(Key key) {
        Arguments.notNull("key", key);
        return stores.stream()
                .flatMap(store -> store.copies().stream())
                .filter(copy -> key.fingerprint().filter(copy.key()::equals).isPresent())
                .filter(copy -> copy.lastProven().isPresent())
                .toList();
    }
}
