package dev.keyhaul.usageaudit;

import dev.keyhaul.core.argument.Arguments;

/**
 * A row of the vault's log behind a finding.
 *
 * @param position where it stands: see {@link dev.keyhaul.usageaudit.log.LogPosition}
 * @param atMs its time in milliseconds since 1970
 * @param operation the operation
 * @param identity who asked
 * @param callerIp where from
 * @param status the HTTP status
 * @since 0.1.0
 */
public record Evidence(
        long position, long atMs, String operation, String identity, String callerIp, int status) {
    public Evidence {
        Arguments.notNull("operation", operation, "identity", identity, "callerIp", callerIp);
    }
}
