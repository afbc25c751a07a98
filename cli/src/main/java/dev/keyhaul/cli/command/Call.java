package dev.keyhaul.cli.command;

import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.evidence.ApprovalOptions;
import dev.keyhaul.cli.evidence.HarmlessOptions;
import dev.keyhaul.cli.process.Interruption;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.workflow.Act;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One call of a command: what its line gave, the console to speak through, and how it ends. An act
 * comes from here alone, and asks for the approvals that the line requires. For one thread.
 */
public final class Call {
    private final String name;
    private final Rows rows;
    private final Given given;
    private final Console console;
    private final @Nullable KeyTransferException settingsRefused;
    private int exitCode = ExitCode.DONE;
    private @Nullable Interruption interruption;

    /**
     * Begins a call.
     *
     * @param name the command's words
     * @param rows its options
     * @param settingsRefused why the settings cannot be used, if they cannot
     */
    public Call(
            String name,
            Rows rows,
            Given given,
            Console console,
            @Nullable KeyTransferException settingsRefused) {
        this.name = name;
        this.rows = rows;
        this.given = given;
        this.console = console;
        this.settingsRefused = settingsRefused;
    }

    /** Returns the command's words. */
    public String name() {
        return name;
    }

    /** Returns the command's options. */
    public Rows rows() {
        return rows;
    }

    /** Returns what the command speaks through. */
    public Console console() {
        return console;
    }

    /** Returns why the settings cannot be used, if they cannot. */
    public Optional<KeyTransferException> settingsRefused() {
        return Optional.ofNullable(settingsRefused);
    }

    /** Returns the options that were typed, without those that the settings give. */
    public Set<Opt<?>> typed() {
        Set<Opt<?>> typed = new HashSet<>(given.rows());
        typed.removeIf(row -> console.settings().gives(row.name()));
        return typed;
    }

    /** Returns the options in effect that decide what is done, by name. */
    public Map<String, String> inEffect() {
        return HarmlessOptions.coveredOf(rows, given);
    }

    /** Whether other people must approve it first. */
    public boolean needsApproval() {
        return new ApprovalOptions(given).isRequired();
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
    public void approve(ApprovalSubject subject, WorkKeys keys) throws KeyTransferException {
        new ApprovalOptions(given).require(subject, keys, rows, console);
    }

    /** Returns the command's work as an act, which asks for approvals as it goes. */
    public Act act() {
        return new Act(name, console.record(), this::approve, console);
    }

    /** Returns the same for several parts of one work, which are approved with the first. */
    public Act actApprovedOnce() {
        AtomicBoolean approved = new AtomicBoolean();
        return new Act(
                name,
                console.record(),
                (subject, keys) -> {
                    if (!approved.getAndSet(true)) {
                        approve(subject, keys);
                    }
                },
                console);
    }

    /**
     * Keeps a command's own way to end after a signal until its error is printed and its record is
     * written; the exit code is the signal's then.
     */
    public Interruption interruptible(Interruption own) {
        interruption = own;
        return own;
    }

    /** Returns the exit code, or that of a signal that came in the meantime. */
    public int ended(int exit) {
        if (interruption == null) {
            return exit;
        }
        interruption.close();
        return interruption.exitCode().orElse(exit);
    }

    /** Sets the exit code of a command that reports its own failure. */
    public void exitWith(int code) {
        exitCode = code;
    }

    /** Returns the exit code of a command that reports its own failure. */
    public int exitCode() {
        return exitCode;
    }
}
