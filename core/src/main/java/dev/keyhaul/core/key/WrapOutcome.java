package dev.keyhaul.core.key;

import dev.keyhaul.core.KeyTransferException;

/** What became of one key of a {@linkplain WrappingKey#wrapAll batch}. */
public sealed interface WrapOutcome {
    /** Returns the key's place in the input, from 0. */
    long index();

    /** Returns the key itself. */
    TransferableKey key();

    /** The key was wrapped. */
    record Wrapped(long index, TransferableKey key, WrappedKey wrapped) implements WrapOutcome {}

    /** The key was not wrapped, and why. */
    record Failed(long index, TransferableKey key, KeyTransferException error)
            implements WrapOutcome {}
}
