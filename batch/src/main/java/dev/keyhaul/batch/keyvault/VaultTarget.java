package dev.keyhaul.batch.keyvault;

import dev.keyhaul.batch.destination.BatchKeks;
import dev.keyhaul.batch.destination.BatchTarget;
import dev.keyhaul.batch.destination.Decision;
import dev.keyhaul.batch.destination.Delivery;
import dev.keyhaul.batch.destination.IncidentException;
import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.UnknownOutcomeException;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.KeyTransferBlob;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.keyvault.BlobRejectedException;
import dev.keyhaul.keyvault.ExpectedKey;
import dev.keyhaul.keyvault.ImportOptions;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.VaultKey;
import dev.keyhaul.keyvault.VaultProof;
import dev.keyhaul.keyvault.key.VaultKeyKind;
import dev.keyhaul.keyvault.key.VaultProtection;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A new key in a vault. An import whose answer was lost, in this run or in one that was killed, is
 * looked for before it is made again.
 */
record VaultTarget(
        VaultDestination vaults,
        BatchItem item,
        VaultHost host,
        String name,
        Optional<VaultProtection> protection,
        boolean kekInFile)
        implements BatchTarget {
    private static final String FINGERPRINT = "fingerprint";
    private static final String PROTECTION = "protection";
    private static final String BEFORE = "before";

    @Override
    public Optional<String> place() {
        return Optional.of("key " + name.toLowerCase(Locale.ROOT) + " of " + host.host());
    }

    @Override
    public boolean isUnderKek() {
        return kekInFile || item.has(VaultDestination.KEK_NAME);
    }

    @Override
    public void check() throws KeyTransferException {
        vaults.keks().requireCeremony(host);
        if (kekInFile) {
            vaults.keks().inFile(item).kek().requireIn(host);
        } else if (item.has(VaultDestination.KEK_NAME)) {
            vaults.keks().requireFingerprint(item, host);
        }
    }

    @Override
    public Decision decide(Consumer<String> warnings) throws KeyTransferException {
        if (kekInFile) {
            BatchKeks.FileKek kek = vaults.keks().inFile(item);
            kek.kek().requireIn(host);
            return kek.decision(this::importBlob);
        }
        if (item.has(VaultDestination.KEK_NAME)) {
            KeyExchangeKey kek = vaults.kek(item, host, warnings);
            return Decision.to((key, told) -> new Delivery.UnderKek(kek, this::importBlob))
                    .openedBy(kek);
        }
        return Decision.to(this::withoutKek);
    }

    private Delivery withoutKek(TransferableKey key, Consumer<String> warnings)
            throws KeyTransferException {
        if (key instanceof SoftwareKey software
                && protection.orElseGet(() -> vaults.usual(key)) == VaultProtection.SOFTWARE) {
            vaults.options()
                    .profile()
                    .check(key.description(), vaults.options().weakKeys())
                    .forEach(warnings);
            return importSoftwareKey(software);
        }
        throw new MalformedInputException(
                Reason.BATCH_MANIFEST_FORM,
                "a key for an HSM needs a KEK",
                "a batch creates no KEK: give kek_name, or kek with its record");
    }

    private Delivery.Ready importSoftwareKey(SoftwareKey key) throws KeyTransferException {
        KeyVault vault = vaults.connect(host);
        return action(
                vault,
                key.description(),
                VaultProtection.SOFTWARE,
                options -> vault.importSoftwareKey(name, key, VaultProtection.SOFTWARE, options));
    }

    private Delivery.Ready importBlob(KeyTransferBlob blob) throws KeyTransferException {
        KeyVault vault = vaults.connect(host);
        byte[] file = blob.toFile();
        return action(
                vault,
                blob.wrapped().description(),
                VaultProtection.HSM,
                options ->
                        vault.importBlob(
                                name,
                                file,
                                VaultKeyKind.of(blob.wrapped().description()),
                                options));
    }

    private interface Import {
        VaultKey run(ImportOptions options) throws KeyTransferException;
    }

    private Delivery.Ready action(
            KeyVault vault, KeyDescription key, VaultProtection chosen, Import request)
            throws KeyTransferException {
        Map<String, String> intent = new LinkedHashMap<>();
        intent.put(FINGERPRINT, key.fingerprint().toString());
        intent.put(PROTECTION, chosen.name());
        if (vaults.options().newVersion() && vault.exists(name)) {
            intent.put(BEFORE, vault.show(name).id().toString());
        }
        return new Delivery.Action(
                intent, () -> prove(vault, send(request, vault, intent), key, chosen));
    }

    private VaultKey send(Import request, KeyVault vault, Map<String, String> intent)
            throws KeyTransferException {
        try {
            return request.run(vaults.options());
        } catch (BlobRejectedException e) {
            throw new IncidentException(e);
        } catch (UnknownOutcomeException e) {
            return found(vault, intent, e);
        }
    }

    private VaultKey found(KeyVault vault, Map<String, String> intent, UnknownOutcomeException lost)
            throws KeyTransferException {
        Optional<VaultKey> there = Optional.empty();
        try {
            there = imported(vault, intent);
        } catch (KeyTransferException e) {
            lost.addSuppressed(e);
        }
        return there.orElseThrow(() -> lost);
    }

    @Override
    public Optional<Map<String, String>> find(Map<String, String> intent, Consumer<String> warnings)
            throws KeyTransferException {
        KeyVault vault = vaults.connect(host);
        Optional<VaultKey> found = imported(vault, intent);
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        prove(
                                vault,
                                found.get(),
                                found.get().description(),
                                VaultProtection.valueOf(intent.getOrDefault(PROTECTION, ""))));
    }

    /** Returns the key itself, and not the version that was there before. */
    private Optional<VaultKey> imported(KeyVault vault, Map<String, String> intent)
            throws KeyTransferException {
        if (!vault.exists(name)) {
            return Optional.empty();
        }
        VaultKey newest = vault.show(name);
        boolean isNew = !newest.id().toString().equals(intent.get(BEFORE));
        Fingerprint wanted = Fingerprint.parse(intent.getOrDefault(FINGERPRINT, ""));
        return isNew
                        && newest.described()
                                .filter(key -> wanted.equals(key.fingerprint()))
                                .isPresent()
                ? Optional.of(newest)
                : Optional.empty();
    }

    private Map<String, String> prove(
            KeyVault vault, VaultKey imported, KeyDescription key, VaultProtection chosen)
            throws KeyTransferException {
        VaultProof.of(
                        vault,
                        imported.id(),
                        ExpectedKey.tenantKey(key, chosen)
                                .withPurgeAllowed(
                                        vaults.options().profile() != KeyProfile.TENANT_KEY),
                        new SecureRandom())
                .requirePassed();
        return Map.of("key_url", imported.id().toString());
    }
}
