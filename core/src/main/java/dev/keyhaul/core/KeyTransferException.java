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
 * hold a secret. The {@link #hint() hint} is the operator's next step. The {@link #reason() reason}
 * has a code that stays the same in later versions, for programs and for people who search.
 * Subclasses differ by what a caller does about them.
 *
 * @since 0.1.0
 */
public abstract class KeyTransferException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final @Nullable String hint;
    private @Nullable String subject;

    /**
     * Makes an error with its reason, a message and, where there is one, the operator's next step.
     * An error that tells the same as its cause has the reason of its cause.
     *
     * @param reason why it failed
     * @param message what was wrong, the value, and what is allowed; without a secret
     * @param hint the operator's next step; null if none is known
     * @param cause what led to it; null if nothing did
     */
    protected KeyTransferException(
            Reason reason, String message, @Nullable String hint, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = Objects.requireNonNull(reason, "reason");
        this.hint = hint;
    }

    /** {@return the operator's next step, where one is known} */
    public final Optional<String> hint() {
        return Optional.ofNullable(hint);
    }

    /** {@return why it failed; its {@link Reason#code() code} is stable} */
    public final Reason reason() {
        return reason;
    }

    /**
     * Names the file or object that this is about, unless the message names it already. The first
     * that is named counts: an error about the file of a password is not one about the file that
     * the password opens. For Keyhaul's own modules: it may change or go in any version.
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
