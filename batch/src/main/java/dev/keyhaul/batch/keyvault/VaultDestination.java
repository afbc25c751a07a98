package dev.keyhaul.batch.keyvault;

import dev.keyhaul.batch.destination.BatchDestination;
import dev.keyhaul.batch.destination.BatchKeks;
import dev.keyhaul.batch.destination.BatchTarget;
import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.KekCandidate;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.keyvault.ImportOptions;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.key.VaultProtection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Vaults, which keys are imported into; each is connected to once. Thread-safe. A module that uses
 * this class requires {@code dev.keyhaul.keyvault}, too: here it is optional.
 *
 * <pre>{@code
 * // keys.csv: source,vault,name,kek_name
 * VaultDestination destination =
 *         new VaultDestination(
 *                 keks,
 *                 to -> KeyVault.connect(to, AzureCredential.AZURE_CLI),
 *                 ImportOptions.tenantKey(),
 *                 key -> VaultProtection.HSM);
 * }</pre>
 *
 * @since 0.1.0
 */
@SuppressWarnings("exports")
public final class VaultDestination implements BatchDestination {
    static final String KEK_NAME = "kek_name";
    private static final String VAULT = "vault";
    private static final String NAME = "name";
    private static final String PROTECTION = "protection";

    private final BatchKeks keks;
    private final Connector connector;
    private final ImportOptions options;
    private final Function<TransferableKey, VaultProtection> usual;
    private final Map<VaultHost, KeyVault> connected = new HashMap<>();
    private final Map<List<String>, KeyExchangeKey> downloaded = new HashMap<>();

    /** Connects to a vault. Called by several threads. */
    @FunctionalInterface
    public interface Connector {
        /**
         * Connects.
         *
         * @param host the vault of an item
         * @return the vault
         * @throws KeyTransferException if the vault cannot be reached in this way
         */
        KeyVault connect(VaultHost host) throws KeyTransferException;
    }

    /**
     * Makes the destination.
     *
     * @param keks authenticates the KEKs that the items name
     * @param connector is asked once for each vault
     * @param options how keys are imported
     * @param usual what guards a key of an item that does not say it
     */
    public VaultDestination(
            BatchKeks keks,
            Connector connector,
            ImportOptions options,
            Function<TransferableKey, VaultProtection> usual) {
        Arguments.notNull("keks", keks, "connector", connector, "options", options);
        Arguments.notNull("usual", usual);
        this.keks = keks;
        this.connector = connector;
        this.options = options;
        this.usual = usual;
    }

    @Override
    public String namingColumn() {
        return VAULT;
    }

    @Override
    public List<String> otherColumns() {
        List<String> columns = new ArrayList<>(List.of(NAME, PROTECTION, KEK_NAME));
        columns.addAll(BatchKeks.COLUMNS);
        return columns;
    }

    @Override
    public BatchTarget parse(BatchItem item) throws KeyTransferException {
        boolean kekInFile = BatchKeks.isFileIn(item);
        if (kekInFile && item.has(KEK_NAME)) {
            throw new MalformedInputException(
                    Reason.BATCH_MANIFEST_FORM,
                    "kek and kek_name cannot be used together",
                    "kek names a file, kek_name a key in the vault");
        }
        Optional<VaultProtection> protection = protection(item);
        if (protection.equals(Optional.of(VaultProtection.SOFTWARE))
                && (kekInFile || item.has(KEK_NAME))) {
            throw new MalformedInputException(
                    Reason.BATCH_MANIFEST_FORM,
                    "a software key is not wrapped under a KEK",
                    "leave kek and kek_name out, or set protection to hsm");
        }
        return new VaultTarget(
                this,
                item,
                VaultHost.parseUrl(item.required(VAULT)),
                KeyIdentifier.requireName(item.required(NAME)),
                protection,
                kekInFile);
    }

    private static Optional<VaultProtection> protection(BatchItem item)
            throws MalformedInputException {
        Optional<String> text = item.value(PROTECTION);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return switch (text.get()) {
            case "hsm" -> Optional.of(VaultProtection.HSM);
            case "software" -> Optional.of(VaultProtection.SOFTWARE);
            default ->
                    throw new MalformedInputException(
                            Reason.BATCH_MANIFEST_FORM,
                            "protection is '" + text.get() + "'; use hsm or software",
                            null);
        };
    }

    BatchKeks keks() {
        return keks;
    }

    ImportOptions options() {
        return options;
    }

    VaultProtection usual(TransferableKey key) {
        return usual.apply(key);
    }

    synchronized KeyVault connect(VaultHost host) throws KeyTransferException {
        KeyVault vault = connected.get(host);
        if (vault == null) {
            vault = connector.connect(host);
            connected.put(host, vault);
        }
        return vault;
    }

    /** Returns a KEK that is in the vault; the same object for the same columns. */
    synchronized KeyExchangeKey kek(BatchItem item, VaultHost host, Consumer<String> warnings)
            throws KeyTransferException {
        String name = item.required(KEK_NAME);
        Optional<String> fingerprint = item.value("kek_sha256");
        List<String> place = List.of(host.url(), name, fingerprint.orElse(""));
        KeyExchangeKey kek = downloaded.get(place);
        if (kek == null) {
            KekCandidate found =
                    KekCandidate.of(connect(host).downloadKek(name), Clock.systemUTC().instant());
            kek = keks.authenticate(found, fingerprint.orElse(null));
            kek.warnings().forEach(warnings);
            downloaded.put(place, kek);
        }
        return kek;
    }
}
