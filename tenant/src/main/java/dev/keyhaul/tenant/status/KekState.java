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
 * @param usedFor the import that it was made for, which has ended; empty if none is known
 * @since 0.1.0
 */
public record KekState(
        String kid,
        List<String> operations,
        boolean enabled,
        Optional<Instant> expires,
        Optional<String> usedFor) {
    /** Describes one of which no import is known. */
    public KekState(
            String kid, List<String> operations, boolean enabled, Optional<Instant> expires) {
        this(kid, operations, enabled, expires, Optional.empty());
    }

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
