package dev.keyhaul.usageaudit.log;

import dev.keyhaul.core.argument.Arguments;
import java.util.List;
import java.util.UUID;

/**
 * One row of a vault's or Managed HSM's AuditEvent log, in one form whatever form it had.
 *
 * @param position where it stands: see {@link LogPosition}
 * @param ticks its time in units of 100 nanoseconds since 1970, as finely as the service logs
 * @param origin who did what, from where: the same object for many rows
 * @param durationMs how long the service took
 * @param correlationId what the caller may have chosen: a GUID, or made of the SHA-256 of another
 *     text; 0 where it is missing
 * @since 0.1.0
 */
public record VaultEvent(
        long position, long ticks, VaultOrigin origin, long durationMs, UUID correlationId)
        implements LogEvent {
    private static final long TICKS_A_MS = 10_000;

    public VaultEvent {
        Arguments.notNull("origin", origin, "correlationId", correlationId);
    }

    /** Returns the time in milliseconds since 1970. */
    public long atMs() {
        return Math.floorDiv(ticks, TICKS_A_MS);
    }

    /** Returns the part of the time below a millisecond, in units of 100 nanoseconds. */
    public int subMs() {
        return (int) Math.floorMod(ticks, TICKS_A_MS);
    }

    @Override
    public List<Object> values() {
        return List.of(
                position,
                atMs(),
                subMs(),
                origin.number(),
                durationMs,
                correlationId.getMostSignificantBits(),
                correlationId.getLeastSignificantBits());
    }
}
