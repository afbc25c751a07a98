package dev.keyhaul.core.byok.lint;

import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known beside the file. Immutable.
 *
 * @since 0.1.0
 */
public final class LintContext {
    private final Optional<Kek> kek;
    private final Optional<KeyIdentifier> kid;
    private final Optional<VaultHost> vault;
    private final Instant now;

    private LintContext(
            Optional<Kek> kek,
            Optional<KeyIdentifier> kid,
            Optional<VaultHost> vault,
            Instant now) {
        this.kek = kek;
        this.kid = kid;
        this.vault = vault;
        this.now = now;
    }

    /** Returns the KEK. */
    public Optional<Kek> kek() {
        return kek;
    }

    /** Returns the KEK's identifier, where the KEK itself does not say it. */
    public Optional<KeyIdentifier> kid() {
        return kid;
    }

    /** Returns where the blob is to be imported. */
    public Optional<VaultHost> vault() {
        return vault;
    }

    /** Returns for the KEK's expiry. */
    public Instant now() {
        return now;
    }

    /**
     * The KEK that a blob is checked against.
     *
     * @param publicKey its public half
     * @param record what its vault says of it, where that is known
     */
    public record Kek(RSAPublicKey publicKey, Optional<KekRecord> record) {
        public Kek {
            Arguments.notNull("publicKey", publicKey, "record", record);
        }

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
        Arguments.notNull("now", now);
        return new LintContext(Optional.empty(), Optional.empty(), Optional.empty(), now);
    }

    /** Returns the same context with the KEK. */
    public LintContext withKek(Kek known) {
        return new LintContext(Optional.of(known), kid, vault, now);
    }

    /** Returns the same context with the KEK's identifier. */
    public LintContext withKid(KeyIdentifier known) {
        return new LintContext(kek, Optional.of(known), vault, now);
    }

    /** Returns the same context with the vault that the blob is for. */
    public LintContext withVault(VaultHost known) {
        return new LintContext(kek, kid, Optional.of(known), now);
    }

    Optional<KeyIdentifier> expectedKid() {
        return kid.or(() -> kek.flatMap(Kek::record).map(record -> record.kid()));
    }
}
