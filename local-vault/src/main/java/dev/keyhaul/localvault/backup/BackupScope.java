package dev.keyhaul.localvault.backup;

import dev.keyhaul.core.byok.VaultHost;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Where a backup can be restored: for a vault, in its subscription and geography; for a Managed
 * HSM, under its security domain, which here is its name.
 */
public record BackupScope(String text) {
    public static BackupScope of(VaultHost host, UUID subscription, String geography) {
        return new BackupScope(
                host.isManagedHsm()
                        ? "the security domain of " + host
                        : "subscription " + subscription + ", geography " + geography);
    }

    byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
