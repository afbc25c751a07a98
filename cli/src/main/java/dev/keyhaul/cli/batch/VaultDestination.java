package dev.keyhaul.cli.batch;

import dev.keyhaul.batch.BatchDestination;
import dev.keyhaul.batch.BatchItem;
import dev.keyhaul.batch.BatchKeks;
import dev.keyhaul.batch.BatchTarget;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.ProfileOption;
import dev.keyhaul.cli.option.VaultAccessOptions;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.byok.KekCandidate;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.Protection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Vaults, which keys are imported into; each is connected to once. Thread-safe. */
final class VaultDestination implements BatchDestination {
    static final String KEK_NAME = "kek_name";
    private static final String VAULT = "vault";
    private static final String NAME = "name";
    private static final String PROTECTION = "protection";

    private final BatchKeks keks;
    private final VaultAccessOptions access;
    private final ProfileOption profile;
    private final boolean allowWeakKey;
    private final boolean force;
    private final Map<VaultHost, KeyVault> connected = new HashMap<>();
    private final Map<List<String>, KeyExchangeKey> downloaded = new HashMap<>();

    /** Makes the destination; {@code force} imports new versions of keys that are there. */
    VaultDestination(
            BatchKeks keks,
            VaultAccessOptions access,
            ProfileOption profile,
            boolean allowWeakKey,
            boolean force) {
        this.keks = keks;
        this.access = access;
        this.profile = profile;
        this.allowWeakKey = allowWeakKey;
        this.force = force;
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
                    "both kek and kek_name", "kek is a file, kek_name a key in the vault");
        }
        Optional<Protection> protection = protection(item);
        if (protection.equals(Optional.of(Protection.SOFTWARE))
                && (kekInFile || item.has(KEK_NAME))) {
            throw new MalformedInputException(
                    "a software key is not wrapped under a KEK",
                    "leave kek and kek_name out, or let protection be hsm");
        }
        return new VaultTarget(
                this,
                item,
                VaultHost.parseUrl(item.required(VAULT)),
                KeyIdentifier.requireName(item.required(NAME)),
                protection,
                kekInFile);
    }

    private static Optional<Protection> protection(BatchItem item) throws MalformedInputException {
        Optional<String> text = item.value(PROTECTION);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return switch (text.get()) {
            case "hsm" -> Optional.of(Protection.HSM);
            case "software" -> Optional.of(Protection.SOFTWARE);
            default ->
                    throw new MalformedInputException(
                            "protection is '" + text.get() + "'; it is hsm or software", null);
        };
    }

    BatchKeks keks() {
        return keks;
    }

    ProfileOption profile() {
        return profile;
    }

    boolean allowsWeakKeys() {
        return allowWeakKey;
    }

    boolean makesNewVersions() {
        return force;
    }

    synchronized KeyVault connect(VaultHost host, Console console) throws KeyTransferException {
        KeyVault vault = connected.get(host);
        if (vault == null) {
            vault = ItemFailure.of(() -> access.connect(host, console));
            connected.put(host, vault);
        }
        return vault;
    }

    /** Returns a KEK that is in the vault; the same object for the same columns. */
    synchronized KeyExchangeKey kek(BatchItem item, VaultHost host, Console console)
            throws KeyTransferException {
        String name = item.required(KEK_NAME);
        Optional<String> fingerprint = item.value("kek_sha256");
        List<String> place = List.of(host.url(), name, fingerprint.orElse(""));
        KeyExchangeKey kek = downloaded.get(place);
        if (kek == null) {
            KekCandidate found =
                    KekCandidate.of(
                            connect(host, console).downloadKek(name), Clock.systemUTC().instant());
            kek = keks.authenticate(found, fingerprint);
            kek.warnings().forEach(console::warn);
            downloaded.put(place, kek);
        }
        return kek;
    }
}
