package dev.keyhaul.usageaudit.log;

/**
 * One row of Rights Management's usage log.
 *
 * @param position where it stands: see {@link LogPosition}
 * @param atMs its time in milliseconds since 1970
 * @param origin who asked for what, from where: the same object for many rows
 * @param rowId the row's own number, the same when it is delivered again
 * @param correlationId the service's own number; the vault does not see it
 */
public record RmsEvent(
        long position, long atMs, RmsOrigin origin, Id128 rowId, Id128 correlationId) {}
