package dev.keyhaul.localvault.key;

import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.localvault.crypto.KeyMaterial;
import dev.keyhaul.localvault.http.RefusedRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One version of a key; immutable, a change makes another.
 *
 * @param id the versioned identifier
 * @param hsm whether a real vault would keep it in an HSM
 */
public record StoredKey(
        KeyIdentifier id,
        boolean hsm,
        KeyMaterial material,
        Set<JwkOperation> operations,
        KeyTimes attributes,
        JsonObject tags) {
    public static final JsonObject NO_TAGS = JsonObject.builder().build();

    public KeyIdentifier idWithoutVersion() {
        return new KeyIdentifier(id.vault(), id.name(), Optional.empty());
    }

    public StoredKey with(
            Optional<Set<JwkOperation>> changedOperations, KeySettings settings, Instant now)
            throws RefusedRequest {
        Set<JwkOperation> newOperations = changedOperations.orElse(operations);
        if (isKek() != newOperations.contains(JwkOperation.IMPORT)) {
            // Who could make a KEK decrypt could open every blob that was ever made for it.
            throw RefusedRequest.badParameter(
                    "key_ops: a KEK stays one, and no other key becomes one");
        }
        JwkType.of(material).requireCan(newOperations, hsm);
        return new StoredKey(
                id,
                hsm,
                material,
                newOperations,
                settings.appliedTo(attributes, now),
                settings.tags() == null ? tags : settings.tags());
    }

    public StoredKey answering(KeySwap swap) {
        return new StoredKey(id, hsm, swap.insteadOf(material), operations, attributes, tags);
    }

    public boolean isKek() {
        return hsm && operations.equals(JwkOperation.KEK);
    }

    /** Checks that the key may be used so, now. */
    public void requireUsable(CryptoOperation use, Instant now) throws RefusedRequest {
        if (!attributes.enabled()) {
            throw RefusedRequest.forbidden("KeyDisabled", id + " is disabled");
        }
        if (!operations.contains(use.operation())) {
            throw RefusedRequest.forbidden(
                    "KeyOperationForbidden",
                    "operation "
                            + use.operation().wireName()
                            + " is not permitted on "
                            + id
                            + "; its key_ops are "
                            + operationNames());
        }
        if (use.needsValidity() && !attributes.isWithinValidity(now)) {
            throw RefusedRequest.forbidden(
                    "KeyNotWithinValidity",
                    id + " is expired or not yet valid: it can only decrypt, unwrap and verify");
        }
    }

    public List<String> operationNames() {
        return operations.stream().map(JwkOperation::wireName).toList();
    }

    /** Returns the service's KeyBundle. */
    public JsonObject toBundle(RecoveryTerms terms) {
        return bundle(attributes(terms));
    }

    /** Returns the bundle with an attestation among its attributes. */
    public JsonObject toBundle(RecoveryTerms terms, JsonObject attestation) {
        return bundle(
                JsonObject.builder()
                        .putAll(attributes(terms))
                        .put("attestation", attestation)
                        .build());
    }

    private JsonObject bundle(JsonObject shownAttributes) {
        return withTags(
                JsonObject.builder().put("key", publicJwk()).put("attributes", shownAttributes));
    }

    private JsonObject attributes(RecoveryTerms terms) {
        return attributes.toJson(id.vault(), hsm, terms);
    }

    private JsonObject withTags(JsonObject.Builder json) {
        return (tags.names().isEmpty() ? json : json.put("tags", tags)).build();
    }

    public JsonObject publicJwk() {
        return material.putPublic(
                        JsonObject.builder()
                                .put("kid", id.toString())
                                .put("kty", JwkType.of(material).name(hsm))
                                .put("key_ops", operationNames()))
                .build();
    }

    /** Returns the service's KeyItem, which is what lists hold. */
    public JsonObject toItem(KeyIdentifier listedId, RecoveryTerms terms) {
        return withTags(
                JsonObject.builder()
                        .put("kid", listedId.toString())
                        .put("attributes", attributes(terms)));
    }
}
