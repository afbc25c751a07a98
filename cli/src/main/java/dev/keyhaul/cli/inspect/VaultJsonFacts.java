package dev.keyhaul.cli.inspect;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.HsmAttestation;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.PublicKeyEncoding;

/** A key as a vault describes it: a KEK's record, the vault's own JSON, an attestation, a JWK. */
final class VaultJsonFacts {
    private VaultJsonFacts() {}

    /** Reads it as each command does that is given it: the next step says that it is taken. */
    static JsonObject ofRecord(byte[] content) throws KeyTransferException {
        KekRecord.parse(content);
        return of(content);
    }

    /** Reads the public half alone, of a private JWK too. */
    static JsonObject of(byte[] content) throws KeyTransferException {
        JsonObject file = JsonObject.parse(content);
        JsonObject key = file.optionalObject("key").orElse(file);
        JsonObject attributes = file.optionalObject("attributes").orElse(file);
        JsonObject.Builder facts = JsonObject.builder();
        if (key.has("kty")) {
            facts.putAll(publicHalf(key)).put("key_type", key.string("kty"));
        }
        if (HsmAttestation.isAlone(content)) {
            facts.putAll(
                    PublicFacts.of(KeyDescription.of(HsmAttestation.parse(content).claimedKey())));
        }
        Paths.copy(key, "kid", facts, "kid");
        Paths.copy(key, key.has("keyOps") ? "keyOps" : "key_ops", facts, "key_operations");
        Paths.copy(attributes, "enabled", facts, "enabled");
        if (attributes.has("exp")) {
            facts.put("expires", attributes.time("exp").toString());
        } else {
            Paths.copy(attributes, "expires", facts, "expires");
        }
        Paths.copy(file, "download.at", facts, "downloaded");
        Paths.copy(file, "download.ceremony", facts, "ceremony");
        return facts.put("authenticated", false).build();
    }

    private static JsonObject publicHalf(JsonObject key) throws KeyTransferException {
        if (key.has("n") && key.has("e")) {
            return PublicFacts.of(
                    KeyDescription.of(PublicKeyEncoding.ofJwk(key.string("n"), key.string("e"))));
        } else if (key.has("crv") && key.has("x") && key.has("y")) {
            return PublicFacts.of(
                    KeyDescription.of(
                            PublicKeyEncoding.ofEcJwk(
                                    key.string("crv"), key.string("x"), key.string("y"))));
        }
        return JsonObject.builder().build();
    }
}
