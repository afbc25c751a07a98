package dev.keyhaul.core.source;

import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.TransferableKey;

/**
 * A key that is open, with all that must be closed after it. Used by one thread, which closes it.
 *
 * <pre>{@code
 * try (OpenedKey opened = named.open(SourceContext.of(secrets))) {
 *     BlobWrapper.under(kek).build().wrap(opened.key()).writeTo(blobFile);
 * }
 * }</pre>
 *
 * @since 0.1.0
 */
public interface OpenedKey extends AutoCloseable {
    /** {@return the key as every destination takes it} It is closed with this. */
    TransferableKey key();

    /**
     * Closes the key, and then what was opened for it.
     *
     * @throws dev.keyhaul.core.KeyTransferException.Unchecked if something cannot be closed
     */
    @Override
    default void close() {
        key().close();
    }

    /**
     * {@return a key that needs nothing else open}
     *
     * @param key the key, which is closed with the result
     */
    static OpenedKey of(TransferableKey key) {
        Arguments.notNull("key", key);
        return () -> key;
    }
}
