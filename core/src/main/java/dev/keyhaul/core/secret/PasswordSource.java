package dev.keyhaul.core.secret;

import dev.keyhaul.core.KeyTransferException;

/** Where a password comes from, asked only when something needs it. */
@FunctionalInterface
public interface PasswordSource {
    /**
     * Reads the password, which the caller closes.
     *
     * @throws KeyTransferException when there is none to be had
     */
    Passphrase read() throws KeyTransferException;
}
