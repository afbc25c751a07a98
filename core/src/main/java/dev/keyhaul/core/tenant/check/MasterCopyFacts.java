package dev.keyhaul.core.tenant.check;

import java.time.Instant;
import java.util.Optional;

/**
 * What a store holds of the tenant key.
 *
 * @param copies how many usable master copies of this very key, by its fingerprint
 * @param drillsRecorded whether the store keeps a record of recovery drills at all
 * @param lastDrill when one of them was last recovered in a drill
 */
public record MasterCopyFacts(int copies, boolean drillsRecorded, Optional<Instant> lastDrill) {}
