package dev.keyhaul.workflow.status;

import dev.keyhaul.ceremony.approval.WaitingRequest;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.workflow.status.Task.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which of the facts need a person. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class StatusRules {
    /** A key's expiry is a task this long before it. */
    private static final Duration AHEAD = Duration.ofDays(30);

    private static final int IDS_SHOWN = 2;

    private final StatusFacts facts;
    private final List<Task> tasks = new ArrayList<>();

    /** What the next task is about. */
    private String about = "";

    private StatusRules(StatusFacts facts) {
        this.facts = facts;
    }

    /** Returns what needs a person: first what could not be looked at. */
    public static List<Task> judge(StatusFacts facts) {
        StatusRules rules = new StatusRules(facts);
        rules.tasks.addAll(facts.unreadable());
        facts.keys().forEach(rules::key);
        facts.keks().forEach(rules::kek);
        facts.stores().forEach(rules::store);
        facts.approvals().forEach(rules::approval);
        return List.copyOf(rules.tasks);
    }

    private void key(StatusFacts.Key key) {
        about = "key " + key.kid();
        if (!key.enabled()) {
            add("it is disabled: nothing can be decrypted with it", Step.ENABLE_KEY);
        }
        Optional<Instant> near =
                key.expires().filter(time -> !time.isAfter(facts.now().plus(AHEAD)));
        if (near.isPresent()) {
            String expires = near.get().isAfter(facts.now()) ? "it expires at " : "it expired at ";
            add(expires + near.get(), Step.EXTEND_KEY);
        }
        if (key.expected().isPresent() && !key.expected().equals(key.fingerprint())) {
            add(
                    "it is not the expected key: "
                            + key.fingerprint().map(Fingerprint::toString).orElse("unknown"),
                    Step.EXPLAIN_VERSION);
        }
        if (!facts.stores().isEmpty() && facts.provenCopiesOf(key).isEmpty()) {
            add("no store has a proven master copy of it", Step.COPY_KEY);
        }
    }

    private void kek(StatusFacts.Kek kek) {
        about = "KEK " + kek.kid();
        if (!kek.operations().equals(List.of("import"))) {
            add("it permits " + kek.operations() + "; a KEK permits only import", Step.REPLACE_KEK);
        }
        if (kek.enabled() && kek.hasExpired(facts.now())) {
            add(
                    "it expired at " + kek.expires().orElseThrow() + " and is still enabled",
                    Step.DISABLE_KEK);
        } else if (kek.enabled() && kek.usedFor().isPresent()) {
            add(
                    "it is still enabled after the import of "
                            + kek.usedFor().get()
                            + ": a stored blob can be imported again",
                    Step.DISABLE_KEK);
        }
    }

    private void store(StatusFacts.Store store) {
        String folder = store.asked().folder().toString();
        about = "store " + folder;
        if (!store.damaged().isEmpty()) {
            add("damaged: " + String.join("; ", store.damaged()), Step.VERIFY_STORE, folder);
        }
        if (!store.unfinished().isEmpty()) {
            add(String.join("; ", store.unfinished()), Step.REPAIR_STORE, folder);
        }
        if (store.copies().isEmpty()) {
            add("it has no usable master copy", Step.COPY_KEY);
        }
        List<KeptCopy> overdue = store.overdue(facts.now());
        if (!overdue.isEmpty()) {
            add(
                    overdueText(overdue, store.asked().maxAge()),
                    Step.DRILL,
                    folder,
                    overdue.get(0).id());
        }
    }

    private static String overdueText(List<KeptCopy> overdue, Duration maxAge) {
        long never = overdue.stream().filter(copy -> copy.lastProven().isEmpty()).count();
        return (overdue.size() == 1 ? "1 drill is" : overdue.size() + " drills are")
                + " overdue (after "
                + maxAge.toDays()
                + " days"
                + (never == 0 ? "" : "; never proven: " + never)
                + "): "
                + overdue.stream()
                        .limit(IDS_SHOWN)
                        .map(KeptCopy::id)
                        .collect(Collectors.joining(", "))
                + (overdue.size() > IDS_SHOWN ? ", …" : "");
    }

    private void approval(WaitingRequest open) {
        about = "request " + open.file();
        String command = "'" + open.request().subject().command() + "'";
        String expires = open.request().expires().toString();
        if (open.missing().isEmpty()) {
            add("it is approved, and " + command + " has not run", Step.RUN_AGAIN, expires);
        } else {
            String missing =
                    open.missing().stream()
                            .map(Fingerprint::toString)
                            .collect(Collectors.joining(" and of "));
            add(
                    command + " waits for the approval of " + missing,
                    Step.APPROVE,
                    open.file().toString(),
                    expires);
        }
    }

    private void add(String reason, Step step, String... with) {
        tasks.add(new Task(about, reason, step, List.of(with)));
    }
}
