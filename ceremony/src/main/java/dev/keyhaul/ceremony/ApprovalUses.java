package dev.keyhaul.ceremony;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The records that use an approval up, by the request's SHA-256. */
final class ApprovalUses {
    private final Map<String, Map<String, String>> uses = new LinkedHashMap<>();

    private ApprovalUses() {}

    static ApprovalUses of(List<StoredRecord> records) {
        ApprovalUses uses = new ApprovalUses();
        for (StoredRecord stored : records) {
            if (!stored.record().usesApprovalsUp()) {
                continue;
            }
            // By its SHA-256: a second file of the same record is no second use.
            stored.record()
                    .facts()
                    .approvals()
                    .forEach(
                            approval ->
                                    uses.uses
                                            .computeIfAbsent(
                                                    approval.request(), r -> new TreeMap<>())
                                            .putIfAbsent(stored.sha256(), stored.name()));
        }
        return uses;
    }

    /** Returns a sentence for each request that was used more than once. */
    List<String> repeated() {
        List<String> repeated = new ArrayList<>();
        uses.forEach(
                (request, records) -> {
                    if (records.size() > 1) {
                        repeated.add(
                                "the approval of request "
                                        + request
                                        + " was used "
                                        + records.size()
                                        + " times: "
                                        + String.join(
                                                ", ", records.values().stream().sorted().toList()));
                    }
                });
        return repeated;
    }
}
