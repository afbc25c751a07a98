package dev.keyhaul.usageaudit;

import dev.keyhaul.core.argument.Arguments;

/**
 * How much an identity did in one slot of the time line.
 *
 * @param identity the identity
 * @param fromMs the slot's begin, milliseconds since 1970
 * @param done what succeeded
 * @param failed what failed
 * @since 0.1.0
 */
public record TimeSlot(String identity, long fromMs, long done, long failed) {
    public TimeSlot {
        Arguments.notNull("identity", identity);
    }
}
