package dev.keyhaul.cli.status;

import dev.keyhaul.ceremony.approval.WaitingRequest;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.workflow.status.KeptCopy;
import dev.keyhaul.workflow.status.StatusFacts;
import dev.keyhaul.workflow.status.Task;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The status of keys, KEKs, copies and approvals.
 *
 * @param time when it was looked at (ISO 8601, UTC)
 * @param keys the keys in vaults
 * @param keks the KEKs
 * @param stores the stores of master copies
 * @param approvals the requests that wait for an approval
 * @param needsPerson what needs a person
 */
record StatusReport(
        Instant time,
        List<Key> keys,
        List<Kek> keks,
        List<Store> stores,
        List<Approval> approvals,
        List<Need> needsPerson) {
    static StatusReport of(StatusFacts facts, List<Task> tasks) {
        return new StatusReport(
                facts.now(),
                facts.keys().stream().map(key -> Key.of(key, facts)).toList(),
                facts.keks().stream().map(kek -> Kek.of(kek, facts.now())).toList(),
                facts.stores().stream().map(store -> Store.of(store, facts.now())).toList(),
                facts.approvals().stream().map(Approval::of).toList(),
                tasks.stream().map(Need::of).toList());
    }

    /**
     * The newest version of a key in a vault.
     *
     * @param kid the key's versioned identifier in its vault
     * @param fingerprint the key's fingerprint: SHA-256 of its SubjectPublicKeyInfo; null if the
     *     vault does not show it
     * @param enabled whether it may be used
     * @param expires when it expires (ISO 8601, UTC); null if never
     * @param provenCopies how many proven master copies of it the stores have
     * @param lastProven when one of them was last proven to be restorable (ISO 8601, UTC); null if
     *     it never was
     */
    record Key(
            String kid,
            @Nullable Fingerprint fingerprint,
            boolean enabled,
            @Nullable Instant expires,
            int provenCopies,
            @Nullable Instant lastProven) {
        private static Key of(StatusFacts.Key key, StatusFacts facts) {
            List<KeptCopy> copies = facts.provenCopiesOf(key);
            return new Key(
                    key.kid(),
                    key.fingerprint().orElse(null),
                    key.enabled(),
                    key.expires().orElse(null),
                    copies.size(),
                    KeptCopy.lastProven(copies).orElse(null));
        }
    }

    /**
     * A KEK in a vault.
     *
     * @param kid the key's versioned identifier in its vault
     * @param state enabled, disabled or expired
     * @param enabled whether it may be used
     * @param expires when it expires (ISO 8601, UTC); null if never
     */
    record Kek(String kid, String state, boolean enabled, @Nullable Instant expires) {
        private static Kek of(StatusFacts.Kek kek, Instant now) {
            return new Kek(kek.kid(), kek.state(now), kek.enabled(), kek.expires().orElse(null));
        }
    }

    /**
     * A store of master copies.
     *
     * @param store the folder of the store
     * @param copies how many copies it has
     * @param damaged how many of them are damaged
     * @param proven how many of them are proven
     * @param oldestProof the oldest of the newest proofs (ISO 8601, UTC); null if there is none
     * @param drillDays after how many days a drill is due
     * @param drillsOverdue the ids of the copies whose drill is overdue
     */
    record Store(
            Path store,
            int copies,
            int damaged,
            long proven,
            @Nullable Instant oldestProof,
            long drillDays,
            List<String> drillsOverdue) {
        private static Store of(StatusFacts.Store store, Instant now) {
            return new Store(
                    store.asked().folder(),
                    store.copies().size(),
                    store.damaged().size(),
                    store.proven(),
                    store.oldestProof().orElse(null),
                    store.asked().maxAge().toDays(),
                    store.overdue(now).stream().map(KeptCopy::id).toList());
        }
    }

    /**
     * A request that waits for an approval.
     *
     * @param request the file of the request
     * @param command the command that waits
     * @param expires when the request ends (ISO 8601, UTC)
     * @param waitsFor the fingerprints of the approvers who have not signed
     */
    record Approval(Path request, String command, Instant expires, List<Fingerprint> waitsFor) {
        private static Approval of(WaitingRequest open) {
            return new Approval(
                    open.file(),
                    open.request().subject().command(),
                    open.request().expires(),
                    List.copyOf(open.missing()));
        }
    }

    /**
     * What needs a person.
     *
     * @param about the key, KEK, store or request
     * @param reason why
     * @param next what to do
     */
    record Need(String about, String reason, String next) {
        private static Need of(Task task) {
            return new Need(task.about(), task.reason(), StatusStep.of(task));
        }
    }
}
