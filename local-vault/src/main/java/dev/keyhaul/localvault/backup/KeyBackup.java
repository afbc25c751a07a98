package dev.keyhaul.localvault.backup;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.localvault.http.RefusedRequest;
import dev.keyhaul.localvault.key.KeyLifecycle;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** Every version of one key on its way out of a vault and into another, always sealed. */
public final class KeyBackup {
    private KeyBackup() {}

    public static byte[] seal(KeyLifecycle history, BackupSeal seal, BackupScope scope) {
        byte[] content = KeyLifecycleEncoding.encode(history);
        try {
            return seal.seal(content, scope);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /** Opens a backup; its key becomes an active one of {@code host}, without rotation policy. */
    public static KeyLifecycle open(byte[] blob, BackupSeal seal, BackupScope scope, VaultHost host)
            throws RefusedRequest {
        byte[] content = seal.open(blob, scope);
        try {
            KeyLifecycle history = KeyLifecycleEncoding.decode(content, host);
            return new KeyLifecycle(
                    history.versions(), Optional.empty(), Optional.empty(), Instant.EPOCH);
        } catch (KeyTransferException e) {
            throw new AssertionError("this server sealed it", e);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }
}
