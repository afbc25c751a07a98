package dev.keyhaul.usageaudit.log;

import dev.keyhaul.core.argument.Arguments;
import java.util.List;
import java.util.UUID;

/**
 * One row of Rights Management's usage log.
 *
 * @param position where it stands: see {@link LogPosition}
 * @param atMs its time in milliseconds since 1970
 * @param origin who asked for what, from where: the same object for many rows
 * @param rowId the row's own number, the same when it is delivered again
 * @param correlationId the service's own number; the vault does not see it
 * @since 0.1.0
 */
public record RmsEvent(long position, long atMs, RmsOrigin origin, UUID rowId, UUID correlationId)
        implements LogEvent {
    public RmsEvent {
        Arguments.notNull("origin", origin, "rowId", rowId, "correlationId", correlationId);
    }

    @Override
    public List<Object> values() {
        return List.of(
                position,
                atMs,
                origin.number(),
                rowId.getMostSignificantBits(),
                rowId.getLeastSignificantBits(),
                correlationId.getMostSignificantBits(),
                correlationId.getLeastSignificantBits());
    }
}
