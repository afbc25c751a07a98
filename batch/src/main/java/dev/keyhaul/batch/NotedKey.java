package dev.keyhaul.batch;

import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.core.key.WrappingKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The key of an item in a token: whatever wraps it, the wrap is among the run's. */
record NotedKey(TransferableKey key, BatchItem item, ItemWraps wraps) implements TransferableKey {
    @Override
    public WrappedKey wrapUnder(WrappingKey wrappingKey) throws KeyTransferException {
        WrappedKey wrapped;
        try {
            wrapped = key.wrapUnder(wrappingKey);
        } catch (CheckFailedException e) {
            throw e.voided().isPresent() ? naming(e, e.voided().get()) : e;
        }
        wraps.made(item, wrapped.sha256());
        return wrapped;
    }

    private CheckFailedException naming(CheckFailedException e, String sha256)
            throws KeyTransferException {
        Optional<BatchItem> earlier = wraps.makeVoid(sha256, item);
        return CheckFailedException.voiding(
                sha256,
                e.reason(),
                e.getMessage() + earlier.map(other -> ": " + ItemWrap.name(other)).orElse(""),
                e.hint().orElse(null));
    }

    @Override
    public KeyDescription description() {
        return key.description();
    }

    @Override
    public KeyOrigin origin() {
        return key.origin();
    }

    @Override
    public void requireTransferable() throws RefusedException {
        key.requireTransferable();
    }

    @Override
    public void requireMayGoTo(KeyOrigin.Protection destination, @Nullable Fingerprint named)
            throws RefusedException {
        key.requireMayGoTo(destination, named);
    }

    @Override
    public void close() {
        key.close();
    }
}
