package dev.keyhaul.core.byok.lint;

import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known beside the file.
 *
 * @param kek the KEK
 * @param kid the KEK's identifier, where the KEK itself does not say it
 * @param vault where the blob is to be imported
 * @param now for the KEK's expiry
 */
public record LintContext(
        Optional<LintKek> kek,
        Optional<KeyIdentifier> kid,
        Optional<VaultHost> vault,
        Instant now) {
    /** Nothing is known beside the file. */
    public static LintContext fileAlone(Instant now) {
        return new LintContext(Optional.empty(), Optional.empty(), Optional.empty(), now);
    }

    Optional<KeyIdentifier> expectedKid() {
        return kid.or(() -> kek.flatMap(LintKek::record).map(record -> record.kid()));
    }
}
