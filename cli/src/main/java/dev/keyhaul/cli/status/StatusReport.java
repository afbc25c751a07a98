package dev.keyhaul.cli.status;

import dev.keyhaul.ceremony.approval.WaitingRequest;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.workflow.status.KeptCopy;
import dev.keyhaul.workflow.status.StatusFacts;
import dev.keyhaul.workflow.status.Task;
import java.time.Instant;
import java.util.List;

/** The status of keys, KEKs, copies and approvals as JSON. */
final class StatusReport {
    private StatusReport() {}

    static JsonObject of(StatusFacts facts, List<Task> tasks) {
        return JsonObject.builder()
                .put("time", facts.now().toString())
                .put("keys", facts.keys().stream().map(key -> key(key, facts)).toList())
                .put("keks", facts.keks().stream().map(kek -> kek(kek, facts.now())).toList())
                .put("stores", facts.stores().stream().map(s -> store(s, facts.now())).toList())
                .put("approvals", facts.approvals().stream().map(StatusReport::approval).toList())
                .put("needs_person", tasks.stream().map(StatusReport::task).toList())
                .build();
    }

    private static JsonObject key(StatusFacts.Key key, StatusFacts facts) {
        List<KeptCopy> copies = facts.provenCopiesOf(key);
        return JsonObject.builder()
                .put("kid", key.kid())
                .put("fingerprint", key.fingerprint().map(Fingerprint::toString))
                .put("enabled", key.enabled())
                .put("expires", key.expires().map(Instant::toString))
                .put("proven_copies", copies.size())
                .put("last_proven", KeptCopy.lastProven(copies).map(Instant::toString))
                .build();
    }

    private static JsonObject kek(StatusFacts.Kek kek, Instant now) {
        return JsonObject.builder()
                .put("kid", kek.kid())
                .put("state", kek.state(now))
                .put("enabled", kek.enabled())
                .put("expires", kek.expires().map(Instant::toString))
                .build();
    }

    private static JsonObject store(StatusFacts.Store store, Instant now) {
        return JsonObject.builder()
                .put("store", store.asked().folder().toString())
                .put("copies", store.copies().size())
                .put("damaged", store.damaged().size())
                .put("proven", store.proven())
                .put("oldest_proof", store.oldestProof().map(Instant::toString))
                .put("drill_days", store.asked().maxAge().toDays())
                .put("drills_overdue", store.overdue(now).stream().map(KeptCopy::id).toList())
                .build();
    }

    private static JsonObject approval(WaitingRequest open) {
        return JsonObject.builder()
                .put("request", open.file().toString())
                .put("command", open.request().subject().command())
                .put("expires", open.request().expires().toString())
                .put("waits_for", open.missing().stream().map(Fingerprint::toString).toList())
                .build();
    }

    private static JsonObject task(Task task) {
        return JsonObject.builder()
                .put("about", task.about())
                .put("reason", task.reason())
                .put("next", StatusStep.of(task))
                .build();
    }
}
