package dev.keyhaul.core.key;

import dev.keyhaul.core.KeyTransferException;

/**
 * A secret or private key that can be wrapped where it lives.
 *
 * <p>A token key is wrapped by its token and its clear form never enters this process; a software
 * key is wrapped here, on bytes that are wiped. Each source of keys is one implementation.
 */
public interface TransferableKey extends AutoCloseable {
    /** Returns what the key is, as its home says. */
    KeyDescription description();

    /** Returns where the key lives and how it is protected. */
    KeyOrigin origin();

    /**
     * Wraps this key under another and, where the key's home can do it, proves that the wrapped
     * bytes hold this key.
     *
     * @throws KeyTransferException when the key may not leave, its home fails, or the proof does
     *     not hold; nothing usable is handed out then
     */
    WrappedKey wrapUnder(WrappingKey wrappingKey) throws KeyTransferException;

    /** Gives back what the key holds: a session, or clear bytes, which are zeroed. */
    @Override
    void close();
}
