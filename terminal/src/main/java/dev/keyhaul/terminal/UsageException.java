package dev.keyhaul.terminal;

/** Options that do not go together. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String hint;

    /** Makes the error with the operator's next step. */
    public UsageException(String message, String hint) {
        super(message);
        this.hint = hint;
    }

    /** Returns the operator's next step. */
    public String hint() {
        return hint;
    }
}
