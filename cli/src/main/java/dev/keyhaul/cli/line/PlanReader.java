package dev.keyhaul.cli.line;

import dev.keyhaul.cli.console.UsedSettings;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.core.KeyTransferException;

/** Reads what a ceremony's plan says of a command. */
public interface PlanReader {
    /**
     * Returns the values of a command that names a plan: what was typed, and what the plan says
     * beside that.
     *
     * @param command its name, such as {@code byok create}
     * @param typed what was typed
     * @param andSettings that, and what this host's settings say
     * @param settings where those are
     * @throws KeyTransferException if the plan has no such step now, if what was typed contradicts
     *     it, or if the plan or a record cannot be read
     */
    Given completed(String command, Given typed, Given andSettings, UsedSettings settings)
            throws KeyTransferException;
}
