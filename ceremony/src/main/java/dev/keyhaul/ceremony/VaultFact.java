package dev.keyhaul.ceremony;

import dev.keyhaul.core.argument.Arguments;
import java.time.Instant;
import java.util.Optional;

/**
 * The vault that a command spoke to.
 *
 * @param url its address
 * @param identity as whom it was asked
 * @param date the {@code Date} of its last answer: a clock that is not the host's
 * @since 0.1.0
 */
public record VaultFact(String url, String identity, Optional<Instant> date) {
    public VaultFact {
        Arguments.notNull("url", url, "identity", identity, "date", date);
    }
}
