package dev.keyhaul.core.byok.lint;

import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known beside the file.
 *
 * @param kek the KEK
 * @param kid the KEK's identifier, where the KEK itself does not say it
 * @param vault where the blob is to be imported
 * @param now for the KEK's expiry
 * @since 0.1.0
 */
public record LintContext(
        Optional<Kek> kek, Optional<KeyIdentifier> kid, Optional<VaultHost> vault, Instant now) {
    /**
     * The KEK that a blob is checked against.
     *
     * @param publicKey its public half
     * @param record what its vault says of it, where that is known
     */
    public record Kek(RSAPublicKey publicKey, Optional<KekRecord> record) {
        /** Takes a record, or a vault's own JSON. */
        public static Kek of(KekRecord record) {
            return new Kek(record.publicKey(), Optional.of(record));
        }

        /** Takes a bare public key. */
        public static Kek of(RSAPublicKey publicKey) {
            return new Kek(publicKey, Optional.empty());
        }
    }

    /** Nothing is known beside the file. */
    public static LintContext fileAlone(Instant now) {
        return new LintContext(Optional.empty(), Optional.empty(), Optional.empty(), now);
    }

    Optional<KeyIdentifier> expectedKid() {
        return kid.or(() -> kek.flatMap(Kek::record).map(record -> record.kid()));
    }
}
