package dev.keyhaul.batch.destination;

import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.core.KeyTransferException;
import java.util.List;

/**
 * One kind of place that the keys of a batch go to, such as transfer blobs or a vault. Thread-safe.
 *
 * <pre>{@code
 * // an item names one of them, by its column: 'output' or 'vault' here
 * Batch batch =
 *         Batch.of(
 *                         manifest,
 *                         sources,
 *                         secrets,
 *                         new BlobDestination(keks, List.of(host)),
 *                         new VaultDestination(
 *                                 keks,
 *                                 to -> KeyVault.connect(to, AzureCredential.AZURE_CLI),
 *                                 ImportOptions.tenantKey(),
 *                                 key -> VaultProtection.HSM))
 *                 .check();
 * }</pre>
 *
 * @since 0.1.0
 */
public interface BatchDestination {
    /** {@return the column that only items for this destination have: {@code output}} */
    String namingColumn();

    /** {@return the other columns that such an item may have; a batch refuses all others} */
    List<String> otherColumns();

    /**
     * Reads what an item asks for. Opens nothing: this is called several times for each item, and
     * also before the first key is opened.
     *
     * @param item a line of the manifest
     * @return where its key goes
     * @throws KeyTransferException if the values are malformed, missing, or contradict each other
     */
    BatchTarget parse(BatchItem item) throws KeyTransferException;
}
