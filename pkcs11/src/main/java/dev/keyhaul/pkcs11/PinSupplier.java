package dev.keyhaul.pkcs11;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.secret.Passphrase;

/**
 * Gives a token's PIN each time that the token is to be logged in: when it is opened, and again
 * after its session was lost. So that the PIN need not be kept between.
 *
 * <pre>{@code
 * // the PIN is read at each login, and not kept in memory
 * Token token =
 *         module.login(module.find(TokenSelector.label("hsm")), of -> Passphrase.read(pinFile));
 * }</pre>
 *
 * <p>It is called by one thread at a time for a token, while other callers of that token wait; it
 * must not use the token itself.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface PinSupplier {
    /**
     * {@return the user PIN of {@code token}, which the library closes as soon as it was sent}
     *
     * @param token the token as it was when it was opened
     * @throws KeyTransferException when there is no PIN to be had: the call that needed the login
     *     fails with it, nothing is sent to the token, and the next call asks again
     */
    Passphrase pin(TokenInfo token) throws KeyTransferException;
}
