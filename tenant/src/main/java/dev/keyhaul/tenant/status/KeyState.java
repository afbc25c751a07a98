package dev.keyhaul.tenant.status;

import dev.keyhaul.core.key.Fingerprint;
import java.time.Instant;
import java.util.Optional;

/**
 * The newest version of a key in a vault.
 *
 * @param kid its versioned identifier
 * @param fingerprint which key it is; empty if the vault does not tell
 * @param expected which key it must be, if the operator says
 * @param enabled whether the vault lets it be used
 * @param expires when it expires
 * @since 0.1.0
 */
public record KeyState(
        String kid,
        Optional<Fingerprint> fingerprint,
        Optional<Fingerprint> expected,
        boolean enabled,
        Optional<Instant> expires) {

    /** Returns what tasks call it. */
    String about() {
        return "key " + kid;
    }
}
