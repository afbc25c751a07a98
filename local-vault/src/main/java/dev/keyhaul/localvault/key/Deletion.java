package dev.keyhaul.localvault.key;

import dev.keyhaul.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;

/** When a key was deleted, and when nothing brings it back any more. */
public record Deletion(Instant deleted, Instant scheduledPurge) {
    static Deletion at(Instant now, RecoveryTerms terms) {
        return new Deletion(now, now.plus(Duration.ofDays(terms.recoverableDays())));
    }

    public JsonObject.Builder putInto(JsonObject.Builder json) {
        return json.put("deletedDate", deleted.getEpochSecond())
                .put("scheduledPurgeDate", scheduledPurge.getEpochSecond());
    }
}
