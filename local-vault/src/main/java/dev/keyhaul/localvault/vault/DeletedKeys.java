package dev.keyhaul.localvault.vault;

import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.localvault.http.ListPage;
import dev.keyhaul.localvault.http.RefusedRequest;
import dev.keyhaul.localvault.http.Request;
import dev.keyhaul.localvault.key.KeyInventory;
import dev.keyhaul.localvault.key.KeyLifecycle;
import dev.keyhaul.localvault.key.KeyLifecycle.State;
import dev.keyhaul.localvault.key.RecoveryTerms;
import dev.keyhaul.localvault.key.StoredKey;

/** Deletes softly, and what can be done with what is deleted. */
public record DeletedKeys(KeyInventory keys, RecoveryTerms terms) {
    public JsonObject delete(String name) throws RefusedRequest {
        return bundle(keys.change(name, old -> old.deleted(keys.now(), terms)));
    }

    public JsonObject get(String name) throws RefusedRequest {
        return bundle(keys.requireDeleted(name));
    }

    public JsonObject list(Request request) throws RefusedRequest {
        return ListPage.of(
                request,
                keys.all(State.DELETED),
                KeyLifecycle::name,
                history ->
                        withDeletion(
                                history.newest().toItem(history.newest().idWithoutVersion(), terms),
                                history));
    }

    /** Answers with the key, which is there again when the recovery is finished. */
    public JsonObject recover(String name) throws RefusedRequest {
        return keys.changeDeleted(name, old -> old.recovered(keys.now(), terms))
                .newest()
                .toBundle(terms);
    }

    public void purge(String name) throws RefusedRequest {
        keys.requireDeleted(name);
        if (!terms.purgeable()) {
            throw RefusedRequest.forbidden(
                    "ForbiddenByPurgeProtection",
                    "this vault has purge protection: key "
                            + name
                            + " is purged when its retention period has passed, and not before");
        }
        keys.purge(name);
    }

    private JsonObject bundle(KeyLifecycle history) {
        return withDeletion(history.newest().toBundle(terms), history);
    }

    private static JsonObject withDeletion(JsonObject json, KeyLifecycle history) {
        StoredKey newest = history.newest();
        String recoveryId = newest.id().vault().url() + "/deletedkeys/" + history.name();
        JsonObject.Builder deleted =
                JsonObject.builder().putAll(json).put("recoveryId", recoveryId);
        return history.deletion().orElseThrow().putInto(deleted).build();
    }
}
