package dev.keyhaul.cli.command;

import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.evidence.ApprovalOptions;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.workflow.Act;
import picocli.CommandLine.Mixin;

/** A command that other people may have to approve before it does its work. */
public abstract class ApprovedCommand extends RecordedCommand {
    @Mixin private ApprovalOptions approval = new ApprovalOptions();

    /** Whether the command needs an approval. */
    protected final boolean needsApproval() {
        return approval.isRequired();
    }

    /**
     * Goes on if the keys are fit for the work, and nobody's approval is needed or all of them are
     * there; then they are used up. Call it when the rules allow the work, and before the work.
     *
     * @param subject the inputs by hash and fingerprint, and where results go; options and
     *     equipment are added to it
     * @param keys the keys that the command works with; those that it noted for its record are
     *     added to them
     * @throws KeyTransferException if a KEK is another of the keys, an approver is one of them, or
     *     an approval is missing or not valid
     */
    protected final void approve(ApprovalSubject subject, WorkKeys keys, Console console)
            throws KeyTransferException {
        approval.require(this, subject, keys, evidence, console);
    }

    /** Returns this command's work as an act of this name, which asks for approvals as it goes. */
    @Override
    protected final Act act(String name, Console console) {
        return new Act(
                name,
                console.record(),
                (subject, keys) -> approve(subject, keys, console),
                console);
    }
}
