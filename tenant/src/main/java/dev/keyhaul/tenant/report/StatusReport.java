package dev.keyhaul.tenant.report;

import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.tenant.status.KekState;
import dev.keyhaul.tenant.status.KeyState;
import dev.keyhaul.tenant.status.OpenApproval;
import dev.keyhaul.tenant.status.StatusFacts;
import dev.keyhaul.tenant.status.StoreState;
import dev.keyhaul.tenant.status.Task;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** The status of keys, KEKs, copies and approvals as JSON. */
public final class StatusReport {
    private StatusReport() {}

    /**
     * Returns the report.
     *
     * @param next says what to do for a task
     */
    public static JsonObject of(StatusFacts facts, List<Task> tasks, Function<Task, String> next) {
        return JsonObject.builder()
                .put("time", facts.now().toString())
                .put("keys", facts.keys().stream().map(key -> key(key, facts)).toList())
                .put("keks", facts.keks().stream().map(kek -> kek(kek, facts.now())).toList())
                .put("stores", facts.stores().stream().map(s -> store(s, facts.now())).toList())
                .put("approvals", facts.approvals().stream().map(StatusReport::approval).toList())
                .put("needs_person", tasks.stream().map(t -> task(t, next)).toList())
                .build();
    }

    private static JsonObject key(KeyState key, StatusFacts facts) {
        List<StoreState.Copy> copies = facts.provenCopiesOf(key);
        return JsonObject.builder()
                .put("kid", key.kid())
                .put("fingerprint", key.fingerprint().map(Fingerprint::toString))
                .put("enabled", key.enabled())
                .put("expires", key.expires().map(Instant::toString))
                .put("proven_copies", copies.size())
                .put("last_proven", StoreState.lastProven(copies).map(Instant::toString))
                .build();
    }

    private static JsonObject kek(KekState kek, Instant now) {
        return JsonObject.builder()
                .put("kid", kek.kid())
                .put("state", kek.state(now))
                .put("enabled", kek.enabled())
                .put("expires", kek.expires().map(Instant::toString))
                .build();
    }

    private static JsonObject store(StoreState store, Instant now) {
        return JsonObject.builder()
                .put("store", store.folder())
                .put("copies", store.copies().size())
                .put("damaged", store.damaged().size())
                .put("proven", store.proven())
                .put("oldest_proof", store.oldestProof().map(Instant::toString))
                .put("drill_days", store.maxAge().toDays())
                .put(
                        "drills_overdue",
                        store.overdue(now).stream().map(StoreState.Copy::id).toList())
                .build();
    }

    private static JsonObject approval(OpenApproval open) {
        return JsonObject.builder()
                .put("request", open.file())
                .put("command", open.command())
                .put("expires", open.expires().toString())
                .put("waits_for", open.missing())
                .build();
    }

    private static JsonObject task(Task task, Function<Task, String> next) {
        return JsonObject.builder()
                .put("about", task.about())
                .put("reason", task.reason())
                .put("next", next.apply(task))
                .build();
    }
}
