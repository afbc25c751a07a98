package dev.keyhaul.batch.destination;

import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.VaultHost;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Key transfer blobs: {@code output} names the file, {@code kek} the file of the KEK. Thread-safe.
 *
 * <pre>{@code
 * // keys.csv: source,kek,output
 * //           pfx:a.pfx,kek.json,a.byok
 * BlobDestination destination = new BlobDestination(keks, List.of(host));
 * Batch batch = Batch.of(manifest, sources, secrets, destination).check();
 * }</pre>
 *
 * @since 0.1.0
 */
public final class BlobDestination implements BatchDestination {
    private static final String OUTPUT = "output";

    private final BatchKeks keks;
    private final List<VaultHost> vaults;

    /**
     * Makes the destination.
     *
     * @param keks reads and authenticates the KEKs that the items name
     * @param vaults the vaults that the blobs may go to; a KEK of a local vault needs none
     */
    public BlobDestination(BatchKeks keks, List<VaultHost> vaults) {
        Arguments.notNull("keks", keks);
        this.keks = keks;
        this.vaults = List.copyOf(vaults);
    }

    @Override
    public String namingColumn() {
        return OUTPUT;
    }

    @Override
    public List<String> otherColumns() {
        return BatchKeks.COLUMNS;
    }

    @Override
    public BatchTarget parse(BatchItem item) throws KeyTransferException {
        BatchKeks.isFileIn(item);
        item.required(BatchKeks.KEK);
        return new Blob(item, item.path(OUTPUT));
    }

    private final class Blob implements BatchTarget {
        private final BatchItem item;
        private final Optional<Path> file;

        private Blob(BatchItem item, Optional<Path> file) {
            this.item = item;
            this.file = file;
        }

        @Override
        public Optional<Path> file() {
            return file;
        }

        @Override
        public boolean isUnderKek() {
            return true;
        }

        @Override
        public List<Path> reads() {
            return item.path(BatchKeks.KEK).stream().toList();
        }

        @Override
        public void check() throws KeyTransferException {
            requireVault(keks.inFile(item).kek());
        }

        @Override
        public Decision decide(Consumer<String> warnings) throws KeyTransferException {
            return keks.inFile(item).decision(blob -> new Delivery.File(blob.toFile()));
        }
    }

    /** The operator says where blobs go: the KEK's file cannot decide it. */
    private void requireVault(KeyExchangeKey kek) throws RefusedException {
        VaultHost host = kek.kid().vault();
        if (host.isRehearsal() || vaults.contains(host)) {
            return;
        }
        if (vaults.isEmpty()) {
            throw new RefusedException(
                    Reason.VAULT_MISSING,
                    "the blob's vault is not given; the KEK's file cannot determine it");
        }
        kek.requireIn(vaults.get(0));
    }
}
