package dev.keyhaul.cli.batch;

import dev.keyhaul.adrms.tpd.TrustedPublishingDomain;
import dev.keyhaul.batch.Prepared;
import dev.keyhaul.batch.UnknownOutcomeException;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.ProfileOption;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.KeyTransferBlob;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.keyvault.ExpectedKey;
import dev.keyhaul.keyvault.ImportOptions;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.KeyVaultException;
import dev.keyhaul.keyvault.Protection;
import dev.keyhaul.keyvault.VaultKey;
import dev.keyhaul.keyvault.VaultProof;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * Items that are imported into a vault, and proven there. An import whose answer was lost, to this
 * run or to one that was killed, is looked for before it is made again.
 */
final class VaultItems {
    private static final String FINGERPRINT = "fingerprint";
    private static final String PROTECTION = "protection";
    private static final String BEFORE = "before";

    private final Vaults vaults;
    private final ProfileOption profile;
    private final boolean allowWeakKey;
    private final boolean force;

    VaultItems(Vaults vaults, ProfileOption profile, boolean allowWeakKey, boolean force) {
        this.vaults = vaults;
        this.profile = profile;
        this.allowWeakKey = allowWeakKey;
        this.force = force;
    }

    /** Returns the KEK for an item; none where the vault gets a software key. */
    Optional<KeyExchangeKey> kek(
            ItemPlan.Destination.Vault vault, TransferableKey key, Keks keks, Console console)
            throws KeyTransferException {
        if (vault.kek().isPresent()) {
            KeyExchangeKey kek = keks.get(vault.kek().get());
            kek.requireIn(vault.host());
            return Optional.of(kek);
        }
        if (vault.kekName().isPresent()) {
            return Optional.of(vaults.kek(vault.host(), vault.kekName().get(), console));
        }
        if (vault.protection().orElseGet(() -> usual(key)) == Protection.SOFTWARE
                && key instanceof SoftwareKey) {
            profile.profile.check(key.description(), allowWeakKey).forEach(console::warn);
            return Optional.empty();
        }
        throw new MalformedInputException(
                "no KEK for a key that is to get into an HSM",
                "a batch makes none of its own: give kek_name, or kek with its record");
    }

    /** As 'vault import' has it: what was in a file stays a software key, but for AD RMS. */
    private static Protection usual(TransferableKey key) {
        boolean inFile = key.origin().protection() == KeyOrigin.Protection.SOFTWARE;
        boolean ofAdRms = key.origin().details().containsKey(TrustedPublishingDomain.SERVER_ID);
        return inFile && !ofAdRms ? Protection.SOFTWARE : Protection.HSM;
    }

    Prepared softwareStep(
            ItemPlan plan, ItemPlan.Destination.Vault vault, TransferableKey key, Console console)
            throws KeyTransferException {
        KeyVault connected = vaults.get(vault.host(), console);
        SoftwareKey software = (SoftwareKey) key;
        return step(
                plan,
                vault,
                connected,
                key.description(),
                Protection.SOFTWARE,
                options ->
                        connected.importSoftwareKey(
                                vault.name(), software, Protection.SOFTWARE, options));
    }

    Prepared blobStep(
            ItemPlan plan, ItemPlan.Destination.Vault vault, KeyTransferBlob made, Console console)
            throws KeyTransferException {
        KeyVault connected = vaults.get(vault.host(), console);
        byte[] blob = made.toFile();
        return step(
                plan,
                vault,
                connected,
                made.wrapped().description(),
                Protection.HSM,
                options -> connected.importBlob(vault.name(), blob, options));
    }

    private interface Import {
        VaultKey run(ImportOptions options) throws KeyTransferException;
    }

    private Prepared step(
            ItemPlan plan,
            ItemPlan.Destination.Vault vault,
            KeyVault connected,
            KeyDescription key,
            Protection protection,
            Import request)
            throws KeyTransferException {
        JsonObject.Builder intent =
                JsonObject.builder()
                        .put(FINGERPRINT, key.fingerprint().toString())
                        .put(PROTECTION, protection.name());
        if (force && connected.exists(vault.name())) {
            intent.put(BEFORE, connected.show(vault.name()).id().toString());
        }
        JsonObject built = intent.build();
        return new Prepared.Step(
                plan.item(),
                built,
                () -> {
                    VaultKey imported = send(request, connected, vault, built);
                    return prove(connected, imported, key, protection);
                });
    }

    private VaultKey send(
            Import request, KeyVault connected, ItemPlan.Destination.Vault vault, JsonObject intent)
            throws KeyTransferException {
        try {
            return request.run(ImportOptions.tenantKey().withNewVersion(force));
        } catch (KeyVaultException e) {
            if (!e.isUnclear()) {
                throw e;
            }
            try {
                return imported(connected, vault, intent).orElseThrow(() -> e);
            } catch (KeyVaultException unanswered) {
                throw unanswered == e ? e : new UnknownOutcomeException(e);
            }
        }
    }

    /** Looks for what an earlier run was about to import, and proves it. */
    Optional<JsonObject> find(ItemPlan.Destination.Vault vault, JsonObject intent, Console console)
            throws KeyTransferException {
        KeyVault connected = vaults.get(vault.host(), console);
        Optional<VaultKey> found = imported(connected, vault, intent);
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        prove(
                                connected,
                                found.get(),
                                found.get().description(),
                                Protection.valueOf(intent.string(PROTECTION))));
    }

    /** The key itself, and not the version that was there before. */
    private static Optional<VaultKey> imported(
            KeyVault connected, ItemPlan.Destination.Vault vault, JsonObject intent)
            throws KeyTransferException {
        if (!connected.exists(vault.name())) {
            return Optional.empty();
        }
        VaultKey newest = connected.show(vault.name());
        boolean isNew = !intent.optionalString(BEFORE).equals(Optional.of(newest.id().toString()));
        return isNew
                        && Fingerprint.parse(intent.string(FINGERPRINT))
                                .equals(newest.description().fingerprint())
                ? Optional.of(newest)
                : Optional.empty();
    }

    private JsonObject prove(
            KeyVault connected, VaultKey imported, KeyDescription key, Protection protection)
            throws KeyTransferException {
        VaultProof.of(
                        connected,
                        imported.id(),
                        ExpectedKey.tenantKey(key, protection)
                                .withPurgeAllowed(profile.allowsPurge()),
                        new SecureRandom())
                .requirePassed();
        return JsonObject.builder().put("key_url", imported.id().toString()).build();
    }
}
