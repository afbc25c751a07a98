package dev.keyhaul.core.key;

import dev.keyhaul.core.KeyTransferException;
import java.util.Iterator;
import java.util.function.Consumer;

/**
 * A key under which other keys are wrapped: a KEK, a recovery pair's public half, a token's AES
 * key.
 */
public interface WrappingKey {
    /** The outcome for one key of a {@linkplain #wrapAll batch}. */
    sealed interface Outcome {
        /** Returns the key's place in the input, from 0. */
        long index();

        /** Returns the key itself. */
        TransferableKey key();

        /** The key was wrapped. */
        record Wrapped(long index, TransferableKey key, WrappedKey wrapped) implements Outcome {}

        /** The key was not wrapped, and why. */
        record Failed(long index, TransferableKey key, KeyTransferException error)
                implements Outcome {}
    }

    /** Names the key for reports, never its value: a fingerprint or a key check value. */
    String identity();

    /** Wraps one key; the same as {@link TransferableKey#wrapUnder}. */
    default WrappedKey wrap(TransferableKey key) throws KeyTransferException {
        return key.wrapUnder(this);
    }

    /**
     * Wraps a stream of keys of any length in bounded memory and tells each outcome in input order;
     * one key's {@link KeyTransferException} does not stop the others. An unchecked exception is a
     * programming error, or {@code keys} and {@code outcomes} saying that they have had enough: it
     * is no outcome, and ends the batch. The caller closes the keys.
     */
    default void wrapAll(
            Iterator<? extends TransferableKey> keys, Consumer<? super Outcome> outcomes) {
        for (long index = 0; keys.hasNext(); index++) {
            TransferableKey key = keys.next();
            Outcome outcome;
            try {
                outcome = new Outcome.Wrapped(index, key, wrap(key));
            } catch (KeyTransferException e) {
                outcome = new Outcome.Failed(index, key, e);
            }
            outcomes.accept(outcome);
        }
    }
}
