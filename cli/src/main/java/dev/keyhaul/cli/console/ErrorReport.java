package dev.keyhaul.cli.console;

import dev.keyhaul.core.Reason;

/**
 * What a command prints if it fails, or waits for an approval, before its report.
 *
 * @param error why it failed, or what it waits for
 */
public record ErrorReport(Error error) {
    /**
     * Why a command failed, or what it waits for.
     *
     * @param code the code of the error, as in docs/ERRORS.md: it keeps its meaning
     * @param message what was wrong, for people: it may change in any version
     * @param hint what to do about it
     */
    public record Error(Reason code, String message, String hint) {}
}
