package dev.keyhaul.core.key;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.keywrap.KeyWrapper;
import dev.keyhaul.core.secret.SecretBytes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One batch under an RSA public key: runs of software keys go to the {@link KeyWrapper} together,
 * and each other key is wrapped where it lives, between two runs.
 */
final class WrapBatch {
    private final RsaAesWrappingKey kek;
    private final KeyWrapper wrapper;
    private final Iterator<? extends TransferableKey> keys;
    private final Consumer<? super WrappingKey.Outcome> outcomes;

    /** The same for all keys, and not free to make. */
    private final String identity;

    private @Nullable TransferableKey next;
    private long index;

    WrapBatch(
            RsaAesWrappingKey kek,
            KeyWrapper wrapper,
            Iterator<? extends TransferableKey> keys,
            Consumer<? super WrappingKey.Outcome> outcomes) {
        this.kek = kek;
        this.wrapper = wrapper;
        this.keys = keys;
        this.outcomes = outcomes;
        identity = kek.identity();
    }

    void run() {
        while (hasNext()) {
            if (goesIntoRun(next)) {
                wrapRun();
            } else {
                outcomes.accept(wrapWhereItLives(take()));
            }
        }
    }

    private boolean hasNext() {
        if (next == null && keys.hasNext()) {
            next = keys.next();
        }
        return next != null;
    }

    /** A key that is too strong for the KEK goes alone, and fails. */
    private boolean goesIntoRun(@Nullable TransferableKey key) {
        return key instanceof SoftwareKey software && kek.mayWrap(software.description());
    }

    private TransferableKey take() {
        TransferableKey taken = next;
        if (taken == null) {
            throw new NoSuchElementException();
        }
        next = null;
        return taken;
    }

    private WrappingKey.Outcome wrapWhereItLives(TransferableKey key) {
        long place = index++;
        try {
            return new WrappingKey.Outcome.Wrapped(place, key, kek.wrap(key));
        } catch (KeyTransferException e) {
            return new WrappingKey.Outcome.Failed(place, key, e);
        }
    }

    /** The wrapper tells its ciphertexts in order, so the first key without one is the next. */
    private void wrapRun() {
        Deque<SoftwareKey> taken = new ArrayDeque<>();
        wrapper.wrapAll(
                new Run(taken),
                ciphertext -> {
                    SoftwareKey key = taken.remove();
                    outcomes.accept(
                            new WrappingKey.Outcome.Wrapped(
                                    index++,
                                    key,
                                    key.wrappedAs(ciphertext, kek.method(), identity)));
                });
    }

    /** The software keys up to the next key of another kind. */
    private final class Run implements Iterator<SecretBytes> {
        private final Deque<SoftwareKey> taken;

        Run(Deque<SoftwareKey> taken) {
            this.taken = taken;
        }

        @Override
        public boolean hasNext() {
            return WrapBatch.this.hasNext() && goesIntoRun(next);
        }

        @Override
        public SecretBytes next() {
            SoftwareKey key = (SoftwareKey) take();
            taken.add(key);
            return key.clear();
        }
    }
}
