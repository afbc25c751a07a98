package dev.keyhaul.ceremony.plan;

import dev.keyhaul.core.json.JsonForm.Name;
import dev.keyhaul.core.key.Fingerprint;
import java.util.regex.Pattern;

/**
 * The master copy that a ceremony restores its key from.
 *
 * @param store the folder of its store
 * @param copy the ID of the copy
 * @param signer the key that must have signed the copy, from the paper of the ceremony that made it
 * @since 0.1.0
 */
public record PlannedRestore(
        PlannedPlace store, String copy, @Name("signed_by") Fingerprint signer) {
    private static final Pattern ID = Pattern.compile("[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}-[0-9a-f]{8}");

    /** Refuses a store that is carried with the plan, and what is not the whole ID of a copy. */
    public PlannedRestore {
        if (store.name().isEmpty()) {
            throw new IllegalArgumentException(
                    "no key is restored from '"
                            + store
                            + "', a folder that is carried with the plan");
        }
        if (!ID.matcher(copy).matches()) {
            throw new IllegalArgumentException(
                    "not the whole ID of a master copy: '"
                            + copy
                            + "', as its report and its store have it");
        }
    }
}
