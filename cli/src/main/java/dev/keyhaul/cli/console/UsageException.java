package dev.keyhaul.cli.console;

import dev.keyhaul.core.Reason;

/** Options that do not go together. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final String hint;

    /** Makes the error with the operator's next step. */
    public UsageException(Reason reason, String message, String hint) {
        super(message);
        this.reason = reason;
        this.hint = hint;
    }

    /** Returns why it was refused. */
    public Reason reason() {
        return reason;
    }

    /** Returns the operator's next step. */
    public String hint() {
        return hint;
    }
}
