package dev.keyhaul.tenant.status;

import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.tenant.status.Task.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

    private void key(KeyState key) {
        if (!key.enabled()) {
            add(key.about(), "it is disabled: nothing can be decrypted", Step.ENABLE_KEY);
        }
        key.expires()
                .filter(time -> !time.isAfter(facts.now().plus(AHEAD)))
                .ifPresent(
                        time ->
                                add(
                                        key.about(),
                                        (time.isAfter(facts.now())
                                                        ? "it expires at "
                                                        : "it expired at ")
                                                + time,
                                        Step.EXTEND_KEY));
        if (key.expected().isPresent() && !key.expected().equals(key.fingerprint())) {
            add(
                    key.about(),
                    "it is not the expected key, but "
                            + key.fingerprint().map(Fingerprint::toString).orElse("unknown"),
                    Step.EXPLAIN_VERSION);
        }
        if (!facts.stores().isEmpty()) {
            masterCopy(key);
        }
    }

    private void masterCopy(KeyState key) {
        boolean proven =
                key.fingerprint().filter(f -> !facts.provenCopiesOf(f).isEmpty()).isPresent();
        if (!proven) {
            add(key.about(), "the stores hold no proven master copy of it", Step.COPY_KEY);
        }
    }

    private void kek(KekState kek) {
        String about = "KEK " + kek.kid();
        if (!kek.operations().equals(List.of("import"))) {
            add(
                    about,
                    "it permits " + kek.operations() + "; a KEK permits only import",
                    Step.REPLACE_KEK);
        }
        if (kek.enabled() && kek.hasExpired(facts.now())) {
            add(
                    about,
                    "it expired at " + kek.expires().orElseThrow() + " and is still enabled",
                    Step.DISABLE_KEK);
        } else if (kek.enabled() && kek.usedFor().isPresent()) {
            add(
                    about,
                    "it is still enabled after the import of "
                            + kek.usedFor().get()
                            + ": a stored blob can be imported again",
                    Step.DISABLE_KEK);
        }
    }

    private void store(StoreState store) {
        String about = "store " + store.folder();
        if (!store.damaged().isEmpty()) {
            add(
                    about,
                    "damaged: " + String.join("; ", store.damaged()),
                    Step.VERIFY_STORE,
                    store.folder());
        }
        if (!store.unfinished().isEmpty()) {
            add(about, String.join("; ", store.unfinished()), Step.REPAIR_STORE, store.folder());
        }
        if (store.copies().isEmpty()) {
            add(about, "it holds no usable master copy", Step.COPY_KEY);
        }
        List<StoreState.Copy> overdue = store.overdue(facts.now());
        if (!overdue.isEmpty()) {
            add(
                    about,
                    overdueText(overdue, store.maxAge()),
                    Step.DRILL,
                    store.folder(),
                    overdue.get(0).id());
        }
    }

    private static String overdueText(List<StoreState.Copy> overdue, Duration maxAge) {
        long never = overdue.stream().filter(copy -> copy.lastProven().isEmpty()).count();
        return (overdue.size() == 1 ? "1 drill is" : overdue.size() + " drills are")
                + " overdue (after "
                + maxAge.toDays()
                + " days"
                + (never == 0 ? "" : "; never proven: " + never)
                + "): "
                + overdue.stream()
                        .limit(IDS_SHOWN)
                        .map(StoreState.Copy::id)
                        .collect(Collectors.joining(", "))
                + (overdue.size() > IDS_SHOWN ? ", …" : "");
    }

    private void approval(OpenApproval open) {
        if (open.missing().isEmpty()) {
            add(
                    "request " + open.file(),
                    "it is approved, and '" + open.command() + "' has not run",
                    Step.RUN_AGAIN,
                    open.expires().toString());
        } else {
            add(
                    "request " + open.file(),
                    "'"
                            + open.command()
                            + "' waits for the approval of "
                            + String.join(" and of ", open.missing()),
                    Step.APPROVE,
                    open.file(),
                    open.expires().toString());
        }
    }

    private void add(String about, String reason, Step step, String... with) {
        tasks.add(new Task(about, reason, step, List.of(with)));
    }
}
