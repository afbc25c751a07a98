package dev.keyhaul.ceremony.plan;

import java.util.Set;

/**
 * One step of a plan.
 *
 * @param id what records call it
 * @param title what people call it
 * @param host the host that does it
 * @param command what is done there, as its record calls it
 * @param isApproved whether another person approves it first
 * @param after the ids of the steps that come before it
 * @since 0.1.0
 */
public record PlanStep(
        String id,
        String title,
        String host,
        String command,
        boolean isApproved,
        Set<String> after) {
    /** The ids of the steps; those of copies and of closing have something after a hyphen. */
    public static final String TENANT_KEY = "tenant-key";

    /** The key that opens the copies. */
    public static final String RECOVERY_PAIR = "recovery-pair";

    /** The KEK is made. */
    public static final String KEK = "kek";

    /** The KEK's record is written. */
    public static final String KEK_RECORD = "kek-record";

    /** The key is wrapped. */
    public static final String BLOB = "blob";

    /** A copy is made; a number follows. */
    public static final String COPY = "copy-";

    /** The key is brought into the vault. */
    public static final String IMPORT = "import";

    /** The KEK is disabled. */
    public static final String KEK_END = "kek-end";

    /** The key is made not extractable. */
    public static final String SEAL = "seal";

    /** What may not stay is deleted. */
    public static final String DESTROY = "destroy";

    /** A host ends its records; its name follows. */
    public static final String CLOSE = "close-";

    /** Copies the set. */
    public PlanStep {
        after = Set.copyOf(after);
    }

    /** Whether it is a host's last one. */
    public boolean isClosing() {
        return id.startsWith(CLOSE);
    }

    /** Whether it makes a master copy. */
    public boolean isCopy() {
        return id.startsWith(COPY);
    }
}
