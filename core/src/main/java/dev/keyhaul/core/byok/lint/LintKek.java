package dev.keyhaul.core.byok.lint;

import dev.keyhaul.core.byok.KekRecord;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;

/**
 * The KEK that a blob is checked against.
 *
 * @param publicKey its public half
 * @param record what its vault says of it, where that is known
 */
public record LintKek(RSAPublicKey publicKey, Optional<KekRecord> record) {
    /** Takes a record, or a vault's own JSON. */
    public static LintKek of(KekRecord record) {
        return new LintKek(record.publicKey(), Optional.of(record));
    }

    /** Takes a bare public key. */
    public static LintKek of(RSAPublicKey publicKey) {
        return new LintKek(publicKey, Optional.empty());
    }
}
