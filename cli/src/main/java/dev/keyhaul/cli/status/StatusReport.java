package dev.keyhaul.cli.status;

import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.tenant.status.KekState;
import dev.keyhaul.tenant.status.KeyState;
import dev.keyhaul.tenant.status.OpenApproval;
import dev.keyhaul.tenant.status.StatusFacts;
import dev.keyhaul.tenant.status.StoreState;
import dev.keyhaul.tenant.status.Task;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The status as JSON. */
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

    private static JsonObject key(KeyState key, StatusFacts facts) {
        List<StoreState.Copy> copies =
                key.fingerprint().map(facts::provenCopiesOf).orElse(List.of());
        JsonObject.Builder json = JsonObject.builder().put("kid", key.kid());
        put(json, "fingerprint", key.fingerprint().map(Fingerprint::toString));
        json.put("enabled", key.enabled());
        putTime(json, "expires", key.expires());
        json.put("proven_copies", copies.size());
        putTime(json, "last_proven", lastProven(copies));
        return json.build();
    }

    static Optional<Instant> lastProven(List<StoreState.Copy> copies) {
        return copies.stream()
                .flatMap(copy -> copy.lastProven().stream())
                .max(Comparator.naturalOrder());
    }

    private static JsonObject kek(KekState kek, Instant now) {
        JsonObject.Builder json =
                JsonObject.builder()
                        .put("kid", kek.kid())
                        .put("state", kek.state(now))
                        .put("enabled", kek.enabled());
        putTime(json, "expires", kek.expires());
        return json.build();
    }

    private static JsonObject store(StoreState store, Instant now) {
        JsonObject.Builder json =
                JsonObject.builder()
                        .put("store", store.folder())
                        .put("copies", store.copies().size())
                        .put("damaged", store.damaged().size())
                        .put("proven", store.proven());
        putTime(json, "oldest_proof", store.oldestProof());
        return json.put("drill_days", store.maxAge().toDays())
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

    private static JsonObject task(Task task) {
        return JsonObject.builder()
                .put("about", task.about())
                .put("reason", task.reason())
                .put("next", StatusStep.of(task))
                .build();
    }

    private static void putTime(JsonObject.Builder json, String name, Optional<Instant> time) {
        put(json, name, time.map(Instant::toString));
    }

    private static void put(JsonObject.Builder json, String name, Optional<String> text) {
        if (text.isPresent()) {
            json.put(name, text.get());
        } else {
            json.putNull(name);
        }
    }
}
