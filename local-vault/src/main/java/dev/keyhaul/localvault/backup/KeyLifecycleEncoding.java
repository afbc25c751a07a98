package dev.keyhaul.localvault.backup;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.localvault.crypto.AesKey;
import dev.keyhaul.localvault.crypto.EcKeyPair;
import dev.keyhaul.localvault.crypto.KeyMaterial;
import dev.keyhaul.localvault.crypto.RsaKeyPair;
import dev.keyhaul.localvault.http.RefusedRequest;
import dev.keyhaul.localvault.key.Deletion;
import dev.keyhaul.localvault.key.JwkOperation;
import dev.keyhaul.localvault.key.JwkType;
import dev.keyhaul.localvault.key.KeyLifecycle;
import dev.keyhaul.localvault.key.KeySettings;
import dev.keyhaul.localvault.key.KeyTimes;
import dev.keyhaul.localvault.key.RecoveryTerms;
import dev.keyhaul.localvault.key.StoredKey;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A key's history as bytes, which hold private keys in the clear: a header in JSON, then for each
 * version, oldest first, the service's bundle and the PKCS#8, of AES the raw key; each after its
 * length in 4 bytes.
 */
public final class KeyLifecycleEncoding {
    private static final int LENGTH_BYTES = Integer.BYTES;
    private static final String FORMAT = "keyhaul local vault key";
    private static final long VERSION = 1;

    // A bundle has such members; what they say is the vault's to know, not the key's.
    private static final RecoveryTerms ANY_TERMS = new RecoveryTerms(false, 90, Duration.ZERO);

    private KeyLifecycleEncoding() {}

    /** The caller wipes the result. */
    public static byte[] encode(KeyLifecycle history) {
        List<byte[]> parts = new ArrayList<>();
        parts.add(header(history).toUtf8());
        for (StoredKey version : history.versions()) {
            parts.add(version.toBundle(ANY_TERMS).toUtf8());
            parts.add(version.material().encoded());
        }
        int length = parts.stream().mapToInt(part -> LENGTH_BYTES + part.length).sum();
        ByteBuffer content = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            content.putInt(part.length).put(part);
            Arrays.fill(part, (byte) 0);
        }
        return content.array();
    }

    private static JsonObject header(KeyLifecycle history) {
        JsonObject.Builder header =
                JsonObject.builder()
                        .put("format", FORMAT)
                        .put("version", VERSION)
                        .put("settled", history.settled().toString());
        history.deletion().ifPresent(deletion -> deletion.putInto(header));
        history.rotationPolicy().ifPresent(policy -> header.put("rotationPolicy", policy));
        return header.build();
    }

    /** Reads a history; its key becomes one of {@code host}. */
    public static KeyLifecycle decode(byte[] content, VaultHost host) throws KeyTransferException {
        try {
            ByteBuffer rest = ByteBuffer.wrap(content);
            JsonObject header = JsonObject.parse(part(rest));
            requireKnown(header);
            List<StoredKey> versions = new ArrayList<>();
            while (rest.hasRemaining()) {
                versions.add(version(part(rest), part(rest), host));
            }
            if (versions.isEmpty()) {
                throw new MalformedInputException(Reason.LOCAL_VAULT_STATE, "a key has no version");
            }
            return new KeyLifecycle(
                    versions,
                    header.optionalObject("rotationPolicy"),
                    deletion(header),
                    header.time("settled"));
        } catch (BufferUnderflowException | RefusedRequest e) {
            throw new MalformedInputException(
                    Reason.LOCAL_VAULT_STATE, "not a key of a local vault");
        }
    }

    private static void requireKnown(JsonObject header) throws MalformedInputException {
        if (!header.string("format").equals(FORMAT) || header.number("version") != VERSION) {
            throw new MalformedInputException(
                    Reason.LOCAL_VAULT_STATE, "not a key of this version of the local vault");
        }
    }

    private static byte[] part(ByteBuffer rest) throws MalformedInputException {
        int length = rest.getInt();
        if (length < 0 || length > rest.remaining()) {
            throw new MalformedInputException(
                    Reason.LOCAL_VAULT_STATE,
                    "a key of the local vault has an invalid length field");
        }
        byte[] part = new byte[length];
        rest.get(part);
        return part;
    }

    private static Optional<Deletion> deletion(JsonObject header) throws MalformedInputException {
        return header.has("deletedDate")
                ? Optional.of(
                        new Deletion(header.time("deletedDate"), header.time("scheduledPurgeDate")))
                : Optional.empty();
    }

    private static StoredKey version(byte[] bundle, byte[] clear, VaultHost host)
            throws KeyTransferException, RefusedRequest {
        try {
            JsonObject json = JsonObject.parse(bundle);
            JsonObject key = json.object("key");
            KeyIdentifier id = KeyIdentifier.parseVersioned(key.string("kid"));
            JwkType type = JwkType.named(key.string("kty"));
            return new StoredKey(
                    new KeyIdentifier(host, id.name(), id.version()),
                    JwkType.isHsm(key.string("kty")),
                    material(type, clear),
                    JwkOperation.read(key).orElse(type.operations()),
                    attributes(json),
                    json.optionalObject("tags").orElse(StoredKey.NO_TAGS));
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    private static KeyMaterial material(JwkType type, byte[] clear) throws MalformedInputException {
        Optional<? extends KeyMaterial> material =
                switch (type) {
                    case RSA -> RsaKeyPair.of(new PKCS8EncodedKeySpec(clear));
                    case EC -> EcKeyPair.ofPkcs8(clear);
                    case OCT -> AesKey.of(clear);
                };
        if (material.isEmpty()) {
            throw new MalformedInputException(
                    Reason.LOCAL_VAULT_STATE, "not a valid " + type + " key");
        }
        return material.get();
    }

    private static KeyTimes attributes(JsonObject bundle)
            throws KeyTransferException, RefusedRequest {
        JsonObject attributes = bundle.object("attributes");
        Instant created = attributes.time("created");
        return KeySettings.read(bundle)
                .appliedTo(KeyTimes.atCreation(created), attributes.time("updated"));
    }
}
