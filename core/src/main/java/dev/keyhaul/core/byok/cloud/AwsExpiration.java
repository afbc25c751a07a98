package dev.keyhaul.core.byok.cloud;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * Whether AWS KMS deletes imported material, and when.
 *
 * <p>[spec] AWS KMS API, ImportKeyMaterial, ExpirationModel and ValidTo: a time is required if the
 * material expires, and at most 365 days away.
 *
 * @param at when it is deleted; empty for never
 */
public record AwsExpiration(Optional<Instant> at) {
    private static final String NEVER = "never";
    private static final Duration MAX = Duration.ofDays(365);

    /**
     * Reads {@code never} or a time.
     *
     * @throws MalformedInputException if it is neither
     */
    public static AwsExpiration parse(String text) throws MalformedInputException {
        if (text.equals(NEVER)) {
            return new AwsExpiration(Optional.empty());
        }
        try {
            return new AwsExpiration(Optional.of(OffsetDateTime.parse(text).toInstant()));
        } catch (DateTimeException e) {
            throw new MalformedInputException(
                    Reason.VALUE_FORM,
                    "not an expiration: " + text,
                    "give 'never', or a time with an offset, such as 2027-01-31T12:00:00Z",
                    e);
        }
    }

    void requireWithin(Instant now) throws RefusedException {
        if (at.isPresent() && (!at.get().isAfter(now) || at.get().isAfter(now.plus(MAX)))) {
            throw new RefusedException(
                    Reason.VALUE_FORM,
                    "the key material cannot expire at "
                            + at.get()
                            + "; AWS KMS accepts a time within the next 365 days");
        }
    }

    /** Returns it as {@link #parse} reads it. */
    public String text() {
        return at.map(Instant::toString).orElse(NEVER);
    }

    @Override
    public String toString() {
        return at.map(time -> "AWS KMS deletes the key material at " + time).orElse(NEVER);
    }
}
