package dev.keyhaul.localvault;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One vault: what its requests do with its keys. */
final class Vault {
    private static final JsonObject NO_TAGS = JsonObject.builder().build();

    private final VaultHost host;
    private final VaultTier tier;
    private final Clock clock;
    private final SecureRandom random;
    private final VaultKeys keys = new VaultKeys();
    private final KeyImport keyImport;
    private final BackupSeal backups;

    Vault(VaultHost host, LocalVaultOptions options, BackupSeal backups) {
        this.host = host;
        this.tier = options.tier();
        this.clock = options.clock();
        this.random = options.random();
        this.keyImport = new KeyImport(tier, new BlobImport(host, keys, random));
        this.backups = backups;
    }

    JsonObject create(String name, JsonObject body) throws ServiceError {
        KeySettings settings = KeySettings.read(body);
        return store(name, KeyCreation.read(body, tier).generate(random), settings);
    }

    JsonObject importKey(String name, JsonObject body) throws ServiceError {
        KeySettings settings = KeySettings.read(body);
        return store(name, keyImport.read(body), settings);
    }

    private JsonObject store(String name, NewKey newKey, KeySettings settings) throws ServiceError {
        String version = KeyVersion.random(random).text();
        StoredKey key =
                new StoredKey(
                        new KeyIdentifier(host, name, Optional.of(version)),
                        newKey.hsm(),
                        newKey.keyPair(),
                        newKey.operations(),
                        settings.appliedTo(KeyAttributes.atCreation(now()), now()),
                        settings.tags() == null ? NO_TAGS : settings.tags());
        keys.add(key);
        return key.toBundle();
    }

    JsonObject get(String name, KeyVersion version) throws ServiceError {
        return keys.require(name, version).toBundle();
    }

    JsonObject update(String name, KeyVersion version, JsonObject body) throws ServiceError {
        KeySettings settings = KeySettings.read(body);
        // Azure's SDK sends an empty list when its user leaves the operations alone.
        Optional<Set<KeyOperation>> operations =
                KeyOperation.read(body).filter(asked -> !asked.isEmpty());
        return keys.change(name, version, old -> old.with(operations, settings, now())).toBundle();
    }

    JsonObject list() {
        return items(
                keys.newestOfEach().stream()
                        .map(key -> key.toItem(withoutVersion(key.id())))
                        .toList());
    }

    JsonObject listVersions(String name) throws ServiceError {
        keys.require(name, KeyVersion.NEWEST);
        return items(keys.versions(name).stream().map(key -> key.toItem(key.id())).toList());
    }

    private static KeyIdentifier withoutVersion(KeyIdentifier id) {
        return new KeyIdentifier(id.vault(), id.name(), Optional.empty());
    }

    // One page, whatever maxresults says: no rehearsal fills a second.
    private static JsonObject items(List<JsonObject> items) {
        return JsonObject.builder().put("value", items).build();
    }

    /**
     * The one that a key has to which nobody gave any: a note before it expires, no new version.
     */
    JsonObject rotationPolicy(String name) throws ServiceError {
        KeyIdentifier key = withoutVersion(keys.require(name, KeyVersion.NEWEST).id());
        JsonObject before = JsonObject.builder().put("timeBeforeExpiry", "P30D").build();
        JsonObject notify = JsonObject.builder().put("type", "Notify").build();
        return JsonObject.builder()
                .put("id", key + "/rotationpolicy")
                .put(
                        "lifetimeActions",
                        List.of(
                                JsonObject.builder()
                                        .put("trigger", before)
                                        .put("action", notify)
                                        .build()))
                .put("attributes", JsonObject.builder().build())
                .build();
    }

    JsonObject backup(String name) throws ServiceError {
        keys.require(name, KeyVersion.NEWEST);
        byte[] blob = new KeyBackup(keys.versions(name)).seal(backups);
        return JsonObject.builder().put("value", Base64Url.encode(blob)).build();
    }

    JsonObject restore(JsonObject body) throws ServiceError {
        KeyBackup backup = KeyBackup.open(backupBlob(body), backups, host);
        keys.restore(backup);
        return get(backup.name(), KeyVersion.NEWEST);
    }

    private static byte[] backupBlob(JsonObject body) throws ServiceError {
        try {
            return Base64Url.decode("value", body.string("value"));
        } catch (MalformedInputException e) {
            throw ServiceError.badParameter("body", e);
        }
    }

    JsonObject use(String name, KeyVersion version, KeyUse use, JsonObject body)
            throws ServiceError {
        StoredKey key = keys.require(name, version);
        key.requireUsable(use, now());
        return use.answer(key, body, random);
    }

    /** Attributes count whole seconds. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
