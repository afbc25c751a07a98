package dev.keyhaul.cli.command;

import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.source.GivenPins;
import dev.keyhaul.core.KeyTransferException;

/**
 * A command: a job over what a command line gave of its rows, which its class declares as {@code
 * ROWS}. What runs around the job follows from the parts that these rows include: a report as JSON,
 * a record, approvals.
 */
public interface Command {
    /** Returns what a command line gave of the options. */
    Given given();

    /**
     * Does the work.
     *
     * @throws KeyTransferException when it cannot be done; the exit code follows from its type
     */
    void run(Call call) throws KeyTransferException;

    /** Whether it is not run where a settings file cannot be used. */
    default boolean needsSettings() {
        return true;
    }

    /** Returns what opens its key, and the evidence key. */
    default AccessOptions access() {
        return new AccessOptions(given());
    }

    /**
     * Notes the PINs that options give, each with its token: the record's evidence key logs in
     * before the command's own keys do, and the first login is to have the PIN on which all agree.
     * A command whose options name more tokens adds theirs.
     */
    default void givePins(GivenPins pins) {
        pins.ofKey(access().token().pin());
        pins.ofToken(access().token().pin());
    }
}
