package dev.keyhaul.workflow.status;

import dev.keyhaul.core.argument.Arguments;
import java.util.List;

/**
 * What a person must look at.
 *
 * @param about what it is about, such as {@code store copies}
 * @param reason what was seen
 * @param step what comes next
 * @param with what the step needs: files, ids, times, or the whole text of {@link Step#READ}
 * @since 0.1.0
 */
public record Task(String about, String reason, Step step, List<String> with) {
    /** Copies the list. */
    public Task {
        Arguments.notNull("about", about, "reason", reason, "step", step);
        with = List.copyOf(with);
    }

    /** The next step; an application says how it is done. */
    public enum Step {
        /** Make it readable; with a sentence about how. */
        READ,
        /** Enable the key in the vault. */
        ENABLE_KEY,
        /** Give the key a later expiry, or none. */
        EXTEND_KEY,
        /** Find out who made this version of the key. */
        EXPLAIN_VERSION,
        /** Make a master copy and restore it in a drill. */
        COPY_KEY,
        /** Find out who changed the KEK, and make another. */
        REPLACE_KEK,
        /** Disable the KEK. */
        DISABLE_KEK,
        /** Check every byte of the store; with its folder. */
        VERIFY_STORE,
        /** Finish what a killed command left; with the store's folder. */
        REPAIR_STORE,
        /** Restore a copy in a drill; with the store's folder and the copy's id. */
        DRILL,
        /** Approve the request; with its file and its expiry. */
        APPROVE,
        /** Run the approved command again; with the request's expiry. */
        RUN_AGAIN
    }
}
