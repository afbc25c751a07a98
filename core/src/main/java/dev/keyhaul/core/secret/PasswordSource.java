package dev.keyhaul.core.secret;

import dev.keyhaul.core.KeyTransferException;

/**
 * Where a password comes from, asked only when something needs it. Asked by the thread that opens
 * the key. The caller wipes the password by closing it.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface PasswordSource {
    /**
     * Reads the password, which the caller closes.
     *
     * @throws KeyTransferException if none is available
     */
    Passphrase read() throws KeyTransferException;
}
