package dev.keyhaul.usageaudit.log;

import org.jspecify.annotations.Nullable;

/**
 * Gives the same origin for the same values while it remembers it: its number is a hash that takes
 * longer than the rest of a row. One slot a hash: bounded whatever a log holds.
 */
final class KnownVaultOrigins {
    private static final int SLOTS = 4096;

    private final @Nullable VaultOrigin[] origins = new VaultOrigin[SLOTS];

    VaultOrigin get(
            String operation, CallerClaims caller, String callerIp, KeyUri uri, int status) {
        int hash = operation.hashCode() * 31 + callerIp.hashCode();
        hash = (hash * 31 + caller.appId.hashCode()) * 31 + uri.keyName().hashCode() + status;
        int slot = (hash ^ (hash >>> 16)) & (SLOTS - 1);
        VaultOrigin known = origins[slot];
        if (known != null
                && known.is(
                        operation,
                        caller.appId,
                        caller.objectId,
                        caller.upn,
                        callerIp,
                        uri,
                        status)) {
            return known;
        }
        VaultOrigin made =
                VaultOrigin.of(
                        operation,
                        caller.appId,
                        caller.objectId,
                        caller.upn,
                        callerIp,
                        uri,
                        status);
        origins[slot] = made;
        return made;
    }
}
