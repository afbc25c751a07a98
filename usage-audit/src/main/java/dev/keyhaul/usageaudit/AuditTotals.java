package dev.keyhaul.usageaudit;

/**
 * What was read and compared. Times are milliseconds since 1970; {@link #NONE} where a log has no
 * row.
 *
 * @param vaultDelivered rows of the vault's log
 * @param vaultKept those without repetitions
 * @param rmsDelivered rows of the usage log
 * @param rmsKept those without repetitions
 * @param audited rows of the audited key
 * @param requests requests that need the key
 * @param vaultFromMs the vault's first row
 * @param vaultToMs its last
 * @param rmsFromMs the usage log's first row, at the vault's clock
 * @param rmsToMs its last
 * @param skewMs how far the vault's clock is ahead
 * @since 0.1.0
 */
public record AuditTotals(
        long vaultDelivered,
        long vaultKept,
        long rmsDelivered,
        long rmsKept,
        long audited,
        long requests,
        long vaultFromMs,
        long vaultToMs,
        long rmsFromMs,
        long rmsToMs,
        long skewMs) {
    /** No time. */
    public static final long NONE = Long.MIN_VALUE;

    /** Returns the first moment of both logs. */
    public long fromMs() {
        return vaultFromMs == NONE
                ? rmsFromMs
                : rmsFromMs == NONE ? vaultFromMs : Math.min(vaultFromMs, rmsFromMs);
    }

    /** Returns the last moment of both logs. */
    public long toMs() {
        return Math.max(vaultToMs, rmsToMs);
    }
}
