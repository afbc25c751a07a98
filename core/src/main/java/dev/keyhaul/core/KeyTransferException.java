package dev.keyhaul.core;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Root of all checked errors of the toolkit.
 *
 * <pre>{@code
 * try (SoftwareKey key = PfxSource.open(file, () -> Passphrase.read(passwordFile))) {
 *     BlobWrapper.under(kek).build().wrap(key).writeTo(blobFile);
 * } catch (WrongSecretException e) {
 *     show("type the password again");
 * } catch (KeyTransferException e) {
 *     show(e.getMessage(), e.hint().orElse("")); // for people: no secret is in it
 * }
 * }</pre>
 *
 * <p>Messages are lower case and name what was wrong, the value and what is allowed; they never
 * hold a secret. The {@link #hint() hint} is the operator's next step, the {@link #reason() reason}
 * lets a program add its own. Subclasses differ by what a caller does about them.
 *
 * @since 0.1.0
 */
public abstract class KeyTransferException extends Exception {
    private static final long serialVersionUID = 1L;

    private final @Nullable String hint;
    private @Nullable Reason reason;
    private @Nullable String subject;

    /**
     * Makes an error with a message and, where there is one, the operator's next step.
     *
     * @param message what was wrong, the value, and what is allowed; without a secret
     * @param hint the operator's next step; null if none is known
     * @param cause what led to it; null if nothing did
     */
    protected KeyTransferException(
            String message, @Nullable String hint, @Nullable Throwable cause) {
        super(message, cause);
        this.hint = hint;
    }

    /** {@return the operator's next step, where one is known} */
    public final Optional<String> hint() {
        return Optional.ofNullable(hint);
    }

    /**
     * {@return the reason, if a program has a next step of its own to show} An error that repeats
     * the hint of its cause has the reason of its cause too.
     */
    public final Optional<Reason> reason() {
        return reason == null
                        && getCause() instanceof KeyTransferException cause
                        && Objects.equals(hint, cause.hint)
                ? cause.reason()
                : Optional.ofNullable(reason);
    }

    /**
     * Names the file or object that this is about, unless the message names it already. The first
     * that is named counts: an error about the file of a password is not one about the file that
     * the password opens.
     *
     * @param thing the file or object, as its text names it
     */
    public final void about(Object thing) {
        String name = thing.toString();
        if (subject == null) {
            subject = String.valueOf(super.getMessage()).contains(name) ? "" : name;
        }
    }

    @Override
    public String getMessage() {
        String message = String.valueOf(super.getMessage());
        return subject == null || subject.isEmpty() ? message : subject + ": " + message;
    }

    final void reason(Reason given) {
        reason = given;
    }

    /**
     * What a {@code close()} of the toolkit throws when it fails: the checked error, which names
     * what was not closed, as the cause of an unchecked one. So a caller of try-with-resources
     * handles checked errors of the body only.
     *
     * @since 0.1.0
     */
    public static final class Unchecked extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final KeyTransferException error;

        /**
         * Makes the unchecked error of a checked one, with its message.
         *
         * @param error the checked error
         */
        public Unchecked(KeyTransferException error) {
            super(error.getMessage(), error);
            this.error = error;
        }

        /** Returns the checked error. */
        @Override
        public synchronized KeyTransferException getCause() {
            return error;
        }
    }
}
