package dev.keyhaul.workflow;

import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.RecordDraft;
import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.lint.LintCode;

/**
 * One act: what it is called, what is noted of it, who must approve it, and who reads what it says.
 * For the thread that does it.
 *
 * @param name what others approve, such as the words of a command
 * @param record takes what the act notes of itself
 * @param approval asks other people
 * @param operator reads what the act says
 * @since 0.1.0
 */
public record Act(String name, RecordDraft record, Approval approval, Operator operator) {
    public Act {
        Arguments.notNull("name", name, "record", record, "approval", approval);
        Arguments.notNull("operator", operator);
    }

    /** Other people's approval. Called by the thread of the act. */
    @FunctionalInterface
    public interface Approval {
        /**
         * Goes on if nobody's approval is needed or all of them are there. An act asks when the
         * rules allow it, and before it changes anything.
         *
         * @param subject everything that decides what is done
         * @param keys the keys that the act works with: their holders do not approve it
         * @throws KeyTransferException to stop here
         */
        void require(ApprovalSubject subject, WorkKeys keys) throws KeyTransferException;
    }

    /** Whoever reads what an act says. Called by the thread of the act. */
    public interface Operator {
        /** Takes how far the act is. */
        void note(String text);

        /** Takes what to look at. */
        void warn(String text);

        /** Takes what to look at, which several parts of an act may say. */
        default void warnOnce(String text) {
            Arguments.notNull("text", text);
            warn(text);
        }

        /** Takes an error that does not end the act, for those who look for its cause. */
        default void trace(Throwable error) {}

        /** Returns how to fix what lint finds in a blob. */
        default String fix(LintCode code) {
            Arguments.notNull("code", code);
            return code.fix();
        }
    }

    /** Returns what others approve, as far as the name says it. */
    ApprovalSubject subject() {
        return ApprovalSubject.to(name);
    }
}
