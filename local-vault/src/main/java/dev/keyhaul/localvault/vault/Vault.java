package dev.keyhaul.localvault.vault;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.localvault.backup.BackupScope;
import dev.keyhaul.localvault.backup.BackupSeal;
import dev.keyhaul.localvault.backup.KeyBackup;
import dev.keyhaul.localvault.http.Base64Url;
import dev.keyhaul.localvault.http.ListPage;
import dev.keyhaul.localvault.http.RefusedRequest;
import dev.keyhaul.localvault.http.Request;
import dev.keyhaul.localvault.key.CryptoOperation;
import dev.keyhaul.localvault.key.JwkOperation;
import dev.keyhaul.localvault.key.JwkType;
import dev.keyhaul.localvault.key.KeyInventory;
import dev.keyhaul.localvault.key.KeyLifecycle;
import dev.keyhaul.localvault.key.KeyLifecycle.State;
import dev.keyhaul.localvault.key.KeySettings;
import dev.keyhaul.localvault.key.KeySwap;
import dev.keyhaul.localvault.key.KeyTimes;
import dev.keyhaul.localvault.key.KeyVersion;
import dev.keyhaul.localvault.key.RecoveryTerms;
import dev.keyhaul.localvault.key.StoredKey;
import dev.keyhaul.localvault.key.UnnamedKey;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;

/** One vault: what its requests do with its active keys. */
public final class Vault {
    private final VaultHost host;
    private final TierRules rules;
    private final RecoveryTerms terms;
    private final SecureRandom random;
    private final KeyInventory keys;
    private final ImportedMaterial keyImport;
    private final BackupSeal backups;
    private final BackupScope backupScope;

    public Vault(VaultHost host, VaultSetup setup, BackupSeal backups, KeyInventory keys) {
        this.host = host;
        this.rules = new TierRules(host, setup.softwareOnly());
        this.terms = setup.terms();
        this.random = setup.random();
        this.keys = keys;
        this.keyImport = new ImportedMaterial(rules, new BlobImport(host, keys, random));
        this.backups = backups;
        this.backupScope = BackupScope.of(host, setup.subscription(), setup.geography());
    }

    public JsonObject create(String name, JsonObject body, KeySwap swap) throws RefusedRequest {
        KeySettings settings = KeySettings.read(body);
        return store(name, KeyCreation.read(body, rules).generate(random), settings, swap);
    }

    public JsonObject importKey(String name, JsonObject body, KeySwap swap) throws RefusedRequest {
        KeySettings settings = KeySettings.read(body);
        return store(name, keyImport.read(body), settings, swap);
    }

    private JsonObject store(String name, UnnamedKey newKey, KeySettings settings, KeySwap swap)
            throws RefusedRequest {
        StoredKey key =
                new StoredKey(
                        newId(name),
                        newKey.hsm(),
                        newKey.material(),
                        newKey.operations(),
                        settings.appliedTo(KeyTimes.atCreation(keys.now()), keys.now()),
                        settings.tags() == null ? StoredKey.NO_TAGS : settings.tags());
        keys.add(key);
        return bundle(key, swap);
    }

    private KeyIdentifier newId(String name) {
        return new KeyIdentifier(host, name, Optional.of(KeyVersion.random(random).text()));
    }

    private JsonObject bundle(StoredKey key, KeySwap swap) {
        return key.answering(swap).toBundle(terms);
    }

    public JsonObject get(String name, KeyVersion version, KeySwap swap) throws RefusedRequest {
        return bundle(keys.require(name, version), swap);
    }

    public JsonObject update(String name, KeyVersion version, JsonObject body, KeySwap swap)
            throws RefusedRequest {
        KeySettings settings = KeySettings.read(body);
        // Azure's SDK sends an empty list when its user leaves the operations alone.
        Optional<Set<JwkOperation>> operations =
                JwkOperation.read(body).filter(asked -> !asked.isEmpty());
        KeyIdentifier id = keys.require(name, version).id();
        KeyVersion same = KeyVersion.parse(id.version().orElse(""));
        KeyLifecycle changed =
                keys.change(
                        name,
                        old -> {
                            StoredKey key = old.find(same).orElseThrow();
                            return old.withChanged(key.with(operations, settings, keys.now()));
                        });
        return bundle(changed.find(same).orElseThrow(), swap);
    }

    /** Makes a new version like the newest one, with the lifetime that the policy names. */
    public JsonObject rotate(String name, KeySwap swap) throws RefusedRequest {
        KeyLifecycle history = keys.requireActive(name);
        StoredKey old = history.newest();
        StoredKey key =
                new StoredKey(
                        newId(name),
                        old.hsm(),
                        old.material().another(random),
                        old.operations(),
                        RotationPolicy.of(history).attributes(keys.now()),
                        old.tags());
        keys.add(key);
        return bundle(key, swap);
    }

    public JsonObject rotationPolicy(String name) throws RefusedRequest {
        return RotationPolicy.of(keys.requireActive(name)).toJson();
    }

    public JsonObject setRotationPolicy(String name, JsonObject body) throws RefusedRequest {
        KeyLifecycle changed =
                keys.change(name, old -> RotationPolicy.read(body, keys.now()).setOn(old));
        return RotationPolicy.of(changed).toJson();
    }

    public JsonObject list(Request request) throws RefusedRequest {
        return ListPage.of(
                request,
                keys.all(State.ACTIVE),
                KeyLifecycle::name,
                history -> history.newest().toItem(history.newest().idWithoutVersion(), terms));
    }

    public JsonObject listVersions(String name, Request request) throws RefusedRequest {
        return ListPage.of(
                request,
                keys.versions(name),
                key -> key.id().version().orElse(""),
                key -> key.toItem(key.id(), terms));
    }

    public JsonObject backup(String name) throws RefusedRequest {
        byte[] blob = KeyBackup.seal(keys.requireActive(name), backups, backupScope);
        return JsonObject.builder().put("value", Base64Url.encode(blob)).build();
    }

    public JsonObject restore(JsonObject body, KeySwap swap) throws RefusedRequest {
        KeyLifecycle backup = KeyBackup.open(backupBlob(body), backups, backupScope, host);
        rules.requireTakes(JwkType.of(backup.newest().material()), backup.newest().hsm());
        keys.restore(backup);
        return get(backup.name(), KeyVersion.NEWEST, swap);
    }

    private static byte[] backupBlob(JsonObject body) throws RefusedRequest {
        try {
            return Base64Url.decode("value", body.string("value"));
        } catch (MalformedInputException e) {
            throw RefusedRequest.badParameter("body", e);
        }
    }

    public JsonObject use(
            String name, KeyVersion version, CryptoOperation use, JsonObject body, KeySwap swap)
            throws RefusedRequest {
        StoredKey key = keys.require(name, version);
        key.requireUsable(use, keys.now());
        return use.answer(key.answering(swap), body, random);
    }
}
