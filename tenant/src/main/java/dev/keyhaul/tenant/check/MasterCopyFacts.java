package dev.keyhaul.tenant.check;

import dev.keyhaul.core.argument.Arguments;
import java.time.Instant;
import java.util.Optional;

/**
 * What a store holds of the tenant key.
 *
 * @param copies how many usable master copies of this very key, by its fingerprint
 * @param lastDrill when one of them was last restored and proven, in a drill or a test
 * @since 0.1.0
 */
public record MasterCopyFacts(int copies, Optional<Instant> lastDrill) {
    public MasterCopyFacts {
        Arguments.notNull("lastDrill", lastDrill);
    }
}
