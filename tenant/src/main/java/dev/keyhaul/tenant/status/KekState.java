package dev.keyhaul.tenant.status;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A KEK in a vault.
 *
 * @param kid its versioned identifier
 * @param operations its {@code key_ops}: {@code import} alone
 * @param enabled whether keys can still be imported under it
 * @param expires when it expires
 * @since 0.1.0
 */
public record KekState(
        String kid, List<String> operations, boolean enabled, Optional<Instant> expires) {
    /** Copies the operations. */
    public KekState {
        operations = List.copyOf(operations);
    }

    /** Returns what it can be used for now, in one word. */
    public String state(Instant now) {
        if (!enabled) {
            return "disabled";
        }
        return hasExpired(now) ? "expired" : "enabled";
    }

    boolean hasExpired(Instant now) {
        return expires.filter(time -> !time.isAfter(now)).isPresent();
    }
}
