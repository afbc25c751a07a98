package dev.keyhaul.batch;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.source.OpenedKey;
import dev.keyhaul.core.source.SourceContext;
import java.util.Optional;
import java.util.function.Consumer;

/** An item whose key is open; a key from a file was checked. */
record OpenItem(ItemPlan plan, OpenedKey opened, Consumer<String> warnings)
        implements AutoCloseable {
    /** Opens the key of an item. The caller closes the result. */
    static OpenItem open(ItemPlan plan, Batch.Settings settings, Consumer<String> warnings)
            throws KeyTransferException {
        SourceContext context =
                settings.contexts
                        .apply(
                                SourceContext.of(
                                        new ItemSecrets(plan.secretFile(), settings.secrets)))
                        .telling(warnings, fact -> {})
                        .allowingWeakKeys(settings.weakKeys)
                        .testingPrimality(testsPrimality(plan, settings));
        OpenItem item = new OpenItem(plan, plan.key().open(context), warnings);
        try {
            requireExpected(plan.item(), item.key());
            return item;
        } catch (KeyTransferException e) {
            item.close();
            throw e;
        }
    }

    /** A source is a path or a name: what it leads to may be another key than that of before. */
    private static void requireExpected(BatchItem item, TransferableKey key)
            throws KeyTransferException {
        Optional<Fingerprint> expected = item.expected();
        Fingerprint opened = key.description().fingerprint();
        if (expected.isPresent() && !expected.get().equals(opened)) {
            throw new CheckFailedException(
                    "the key is " + opened + "; expect is " + expected.get(),
                    "nothing was done with it; find out which of the two is wrong");
        }
    }

    /**
     * Whether the factors are primes takes a hundred times as long as everything else that a blob
     * needs. It is tested for targets that are slow anyway, or where the operator asks for it.
     */
    private static boolean testsPrimality(ItemPlan plan, Batch.Settings settings) {
        return plan.target().file().isEmpty() || settings.primality;
    }

    TransferableKey key() {
        return opened.key();
    }

    /** Closes the key; the outcome of the item is settled by then. */
    @Override
    public void close() {
        try {
            opened.close();
        } catch (KeyTransferException.Unchecked e) {
            warnings.accept("closing the key: " + e.getMessage());
        }
    }
}
