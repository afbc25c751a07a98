package dev.keyhaul.core.source;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.PasswordSource;

/**
 * The secrets that sources ask for, only when they need them. The caller of each method closes what
 * it gets. {@link #none}, {@link #ofPassword} and {@link #ofPin} serve a program with one secret or
 * none. Asked by the thread that opens the key; in a batch by several.
 *
 * <pre>{@code
 * SourceSecrets secrets =
 *         new SourceSecrets() {
 *             public Passphrase pin(String tokenLabel) throws KeyTransferException {
 *                 return Passphrase.read(folder.resolve(tokenLabel + ".pin"));
 *             }
 *
 *             public Passphrase password(String of) throws KeyTransferException {
 *                 return Passphrase.read(passwordFile);
 *             }
 *         };
 * }</pre>
 *
 * @since 0.1.0
 */
public interface SourceSecrets {
    /** {@return secrets for sources that need none; what asks for one is refused} */
    static SourceSecrets none() {
        return new GivenSecret(null, null);
    }

    /**
     * {@return secrets for files under a password, which is read each time that one is asked for}
     *
     * @param password read each time; the caller of {@link #password} closes what it gives
     */
    static SourceSecrets ofPassword(PasswordSource password) {
        Arguments.notNull("password", password);
        return new GivenSecret(password, null);
    }

    /**
     * {@return secrets for a token, whose PIN is read each time that one is asked for}
     *
     * @param pin read each time; the caller of {@link #pin} closes what it gives
     */
    static SourceSecrets ofPin(PasswordSource pin) {
        Arguments.notNull("pin", pin);
        return new GivenSecret(null, pin);
    }

    /**
     * {@return the password of a file}
     *
     * @param of the file, or what else is under the password, as messages name it
     * @throws KeyTransferException if no password was given
     */
    Passphrase password(String of) throws KeyTransferException;

    /**
     * {@return the PIN of a token, each time that it is logged in to}
     *
     * @param tokenLabel the token's label
     * @throws KeyTransferException if no PIN was given
     */
    Passphrase pin(String tokenLabel) throws KeyTransferException;

    /**
     * One of the holders of shares whose passphrases open a key.
     *
     * @param number which holder, from 1
     * @param needed how many holders are needed, {@code number} at least
     */
    record ShareHolder(int number, int needed) {
        /**
         * Refuses numbers that contradict each other.
         *
         * @param number which holder, from 1
         * @param needed how many holders are needed, {@code number} at least
         */
        public ShareHolder {
            if (number < 1 || number > needed) {
                throw new IllegalArgumentException(
                        "holder " + number + " of " + needed + "; they count from 1");
            }
        }
    }

    /**
     * {@return the passphrase of one holder of a share}
     *
     * @param holder which holder, of how many
     * @throws KeyTransferException if no passphrase was given
     */
    default Passphrase sharePassphrase(ShareHolder holder) throws KeyTransferException {
        Arguments.notNull("holder", holder);
        throw new RefusedException(
                Reason.SECRET_MISSING,
                "no passphrase of a share was given",
                "give the passphrases of " + holder.needed() + " holders");
    }

    /** {@return whether {@link #password} needs nobody to type it} */
    default boolean isPasswordGiven() {
        return true;
    }

    /**
     * {@return whether {@link #pin} can be read at any time, as often as it is wanted, without a
     * person: then it is compared with another that is given for the same token}
     */
    default boolean isPinReadable() {
        return false;
    }

    /**
     * {@return whether {@link #pin} needs nobody to type it: then no other place is asked for a
     * PIN}
     */
    default boolean isPinGiven() {
        return true;
    }
}
