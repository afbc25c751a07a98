package dev.keyhaul.pkcs11.token;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.TokenException;
import java.util.Set;

/**
 * A key of a token that opens master copies inside it. Thread-safe.
 *
 * @since 0.1.0
 */
public sealed interface UnwrappingKey permits RecoveryKey, TokenAesWrappingKey {
    /**
     * Returns the guards of this key that its token does not enforce, which was allowed.
     *
     * @throws dev.keyhaul.core.RefusedException if it was not allowed ({@link
     *     Token#allowOpenGuards})
     * @throws KeyTransferException if the token fails
     */
    Set<String> openGuards() throws KeyTransferException;

    /**
     * Restores a key inside the token from what was wrapped for this key. It is always private and
     * sensitive; it counts as restored once its token tells no other key, and a signature by it, or
     * what an AES key encrypts, shows that it is the expected one; it is destroyed otherwise. The
     * caller closes it.
     *
     * @param ciphertext the wrapped key
     * @param expected what it must be
     * @param as what becomes of it
     * @throws dev.keyhaul.core.CheckFailedException when it does not open (without detail), or is
     *     another key
     * @throws TokenException when the token fails, or has an object of that name already
     */
    TokenKey restore(byte[] ciphertext, KeyDescription expected, RestoreAs as)
            throws KeyTransferException;
}
