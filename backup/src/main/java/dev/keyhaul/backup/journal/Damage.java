package dev.keyhaul.backup.journal;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.Reason;

/** The one answer to a copy that is not what it says it is. */
public final class Damage {
    private Damage() {}

    /** Makes the error with the next step. */
    public static CheckFailedException because(String what) {
        return new CheckFailedException(
                Reason.STORE_DAMAGED,
                what,
                "use another copy or replica; keep this one for the investigation");
    }
}
