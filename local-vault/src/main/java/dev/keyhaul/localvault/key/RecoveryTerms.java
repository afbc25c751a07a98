package dev.keyhaul.localvault.key;

import dev.keyhaul.core.json.JsonObject;
import java.time.Duration;

/**
 * What becomes of deleted keys, for every vault of one server.
 *
 * @param purgeable whether a deleted key can be purged: no purge protection
 * @param recoverableDays how long a deleted key can be recovered, 7 to 90
 * @param transition how long a deletion or recovery takes
 */
public record RecoveryTerms(boolean purgeable, int recoverableDays, Duration transition) {
    private static final int MIN_DAYS = 7;
    private static final int MAX_DAYS = 90;

    public RecoveryTerms {
        if (recoverableDays < MIN_DAYS || recoverableDays > MAX_DAYS) {
            throw new IllegalArgumentException(
                    "recoverable days are " + recoverableDays + "; 7 to 90 are allowed");
        }
        if (transition.isNegative()) {
            throw new IllegalArgumentException("a transition takes no negative time");
        }
    }

    JsonObject.Builder putInto(JsonObject.Builder attributes) {
        return attributes.put("recoveryLevel", level()).put("recoverableDays", recoverableDays);
    }

    /** The service's DeletionRecoveryLevel. */
    private String level() {
        String level = recoverableDays == MAX_DAYS ? "Recoverable" : "CustomizedRecoverable";
        return purgeable ? level + "+Purgeable" : level;
    }
}
