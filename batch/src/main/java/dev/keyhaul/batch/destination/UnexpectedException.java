package dev.keyhaul.batch.destination;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import java.util.Arrays;
import java.util.Optional;

/**
 * The code of a source or destination threw an unchecked exception, which is the cause: its item
 * failed, and the others go on. The message has the exception's class and the line of code, and not
 * its message, which nobody wrote for operators and which may hold anything.
 *
 * @since 0.1.0
 */
public final class UnexpectedException extends KeyTransferException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes the error.
     *
     * @param doing what was done with what, such as {@code opening pfx:tenant.pfx}
     * @param cause what was thrown
     */
    public UnexpectedException(String doing, Throwable cause) {
        super(
                Reason.EXTENSION_FAILED,
                doing + " threw " + cause.getClass().getName() + place(cause).orElse(""),
                "this is a bug in that source or destination: report it to its developers",
                cause);
    }

    /** The JDK's own frames, such as those of {@code requireNonNull}, show no one where to look. */
    private static Optional<String> place(Throwable cause) {
        return Arrays.stream(cause.getStackTrace())
                .filter(frame -> !"java.base".equals(frame.getModuleName()))
                .findFirst()
                .map(
                        frame ->
                                " at "
                                        + frame.getClassName()
                                        + "."
                                        + frame.getMethodName()
                                        + "("
                                        + frame.getFileName()
                                        + ":"
                                        + frame.getLineNumber()
                                        + ")");
    }
}
