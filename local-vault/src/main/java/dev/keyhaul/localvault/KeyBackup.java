package dev.keyhaul.localvault;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.json.JsonObject;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Every version of one key, oldest first, as a backup holds it: for each the service's bundle and
 * the PKCS#8, each after its length in 4 bytes. Never outside a {@link BackupSeal}.
 */
record KeyBackup(List<StoredKey> versions) {
    private static final int LENGTH_BYTES = Integer.BYTES;

    KeyBackup {
        versions = List.copyOf(versions);
    }

    byte[] seal(BackupSeal seal) {
        List<byte[]> parts = new ArrayList<>();
        for (StoredKey version : versions) {
            parts.add(version.toBundle().toUtf8());
            parts.add(version.keyPair().privateKey().getEncoded());
        }
        byte[] content = joined(parts);
        try {
            return seal.seal(content);
        } finally {
            Arrays.fill(content, (byte) 0);
            parts.forEach(part -> Arrays.fill(part, (byte) 0));
        }
    }

    private static byte[] joined(List<byte[]> parts) {
        int length = parts.stream().mapToInt(part -> LENGTH_BYTES + part.length).sum();
        ByteBuffer content = ByteBuffer.allocate(length);
        parts.forEach(part -> content.putInt(part.length).put(part));
        return content.array();
    }

    /** Opens a backup; its key becomes one of {@code host}. */
    static KeyBackup open(byte[] blob, BackupSeal seal, VaultHost host) throws ServiceError {
        byte[] content = seal.open(blob);
        try {
            ByteBuffer rest = ByteBuffer.wrap(content);
            List<StoredKey> versions = new ArrayList<>();
            while (rest.hasRemaining()) {
                versions.add(version(part(rest), part(rest), host));
            }
            return new KeyBackup(versions);
        } catch (KeyTransferException | BufferUnderflowException e) {
            throw new AssertionError("this server sealed it", e);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static byte[] part(ByteBuffer rest) {
        byte[] part = new byte[rest.getInt()];
        rest.get(part);
        return part;
    }

    private static StoredKey version(byte[] bundle, byte[] pkcs8, VaultHost host)
            throws KeyTransferException, ServiceError {
        try {
            JsonObject json = JsonObject.parse(bundle);
            JsonObject key = json.object("key");
            KeyIdentifier id = KeyIdentifier.parseVersioned(key.string("kid"));
            return new StoredKey(
                    new KeyIdentifier(host, id.name(), id.version()),
                    key.string("kty").equals(KeyType.RSA_HSM),
                    RsaKeyPair.of(new PKCS8EncodedKeySpec(pkcs8)).orElseThrow(),
                    KeyOperation.read(key).orElseThrow(),
                    attributes(json),
                    json.object("tags"));
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    private static KeyAttributes attributes(JsonObject bundle)
            throws KeyTransferException, ServiceError {
        JsonObject attributes = bundle.object("attributes");
        KeyAttributes made = KeyAttributes.atCreation(attributes.time("created"));
        return KeySettings.read(bundle).appliedTo(made, attributes.time("updated"));
    }

    /** Returns the name, which all versions share. */
    String name() {
        return versions.get(0).id().name();
    }
}
