package dev.keyhaul.localvault.backup;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.localvault.http.RefusedRequest;
import dev.keyhaul.localvault.key.KeyHistory;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** Every version of one key on its way out of a vault and into another, always sealed. */
public final class KeyBackup {
    private KeyBackup() {}

    public static byte[] seal(KeyHistory history, BackupSeal seal, BackupScope scope) {
        byte[] content = KeyHistoryEncoding.encode(history);
        try {
            return seal.seal(content, scope);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /** Opens a backup; its key becomes an active one of {@code host}, without rotation policy. */
    public static KeyHistory open(byte[] blob, BackupSeal seal, BackupScope scope, VaultHost host)
            throws RefusedRequest {
        byte[] content = seal.open(blob, scope);
        try {
            KeyHistory history = KeyHistoryEncoding.decode(content, host);
            return new KeyHistory(
                    history.versions(), Optional.empty(), Optional.empty(), Instant.EPOCH);
        } catch (KeyTransferException e) {
            throw new AssertionError("this server sealed it", e);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }
}
