package dev.keyhaul.core.byok;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.der.RsaBounds;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A KEK that is not authenticated yet. It follows the rules for KEKs, but whoever can write a file
 * can write one that does, in every format. {@link #authenticate} makes it a {@link
 * KeyExchangeKey}. Immutable.
 *
 * <pre>{@code
 * KekCandidate candidate = KekCandidate.of(KekRecord.read(kekFile), Instant.now());
 * candidate.warnings().forEach(System.err::println);
 * KeyExchangeKey kek = candidate.authenticate(new KekProvenance.OperatorsFingerprint(fingerprint));
 * }</pre>
 *
 * @since 0.1.0
 */
public final class KekCandidate {
    private final KeyIdentifier kid;
    private final RSAPublicKey publicKey;
    private final @Nullable Instant expired;
    private final boolean expiryAllowed;

    private KekCandidate(
            KeyIdentifier kid,
            RSAPublicKey publicKey,
            @Nullable Instant expired,
            boolean expiryAllowed)
            throws RefusedException {
        this.kid = kid;
        this.publicKey = publicKey;
        this.expired = expired;
        this.expiryAllowed = expiryAllowed;
        int bits = publicKey.getModulus().bitLength();
        if (bits != 2048 && bits != 3072 && bits != 4096) {
            throw unfit("the KEK has " + bits + " bits; the service accepts 2048, 3072 or 4096");
        }
        if (!RsaBounds.isF4(publicKey)) {
            throw unfit(
                    "KEK has the exponent " + publicKey.getPublicExponent() + "; it must be 65537");
        }
    }

    /**
     * Reads a KEK from a file: a record of {@code kek download}, vault JSON, PEM or DER.
     *
     * @param file the file's bytes
     * @param kid the identifier; needed for PEM and DER, else a repetition that must agree
     * @param now the time, against which its expiry is checked
     * @return a KEK that nothing authenticates yet
     * @throws RefusedException when the rules for KEKs forbid it
     * @throws MalformedInputException when it is not an RSA public key, or the identifier is
     *     missing
     */
    public static KekCandidate read(byte[] file, @Nullable KeyIdentifier kid, Instant now)
            throws KeyTransferException {
        Arguments.notNull("file", file, "now", now);
        return JsonObject.isMeant(file)
                ? ofRecord(KekRecord.parse(file), kid, now)
                : ofBareKey(PublicKeyEncoding.parse(file), kid);
    }

    /**
     * {@return the KEK of a record}
     *
     * @param record the record, from {@link KekRecord#read} or a vault
     * @param now the time, against which its expiry is checked
     * @throws RefusedException when the rules for KEKs forbid it
     */
    public static KekCandidate of(KekRecord record, Instant now) throws RefusedException {
        Arguments.notNull("now", now);
        return ofRecord(record, null, now);
    }

    private static KekCandidate ofRecord(KekRecord record, @Nullable KeyIdentifier kid, Instant now)
            throws RefusedException {
        if (kid != null && !kid.equals(record.kid())) {
            throw new RefusedException(
                    Reason.KEK_IDENTIFIER_DIFFERS,
                    "the given key identifier is "
                            + kid
                            + ", but the KEK's file has "
                            + record.kid(),
                    "download the KEK again");
        }
        requireImportOnly(record);
        if (!record.enabled()) {
            throw new RefusedException(
                    Reason.KEK_UNFIT,
                    "KEK " + record.kid() + " is disabled",
                    "create another KEK: the ceremony of this one has ended");
        }
        Instant expired = record.expires().filter(time -> time.isBefore(now)).orElse(null);
        return new KekCandidate(
                record.kid(), record.publicKey(), expired, /* expiryAllowed= */ false);
    }

    private static void requireImportOnly(KekRecord record) throws RefusedException {
        if (!record.keyType().equals("RSA-HSM")) {
            throw unfit(
                    "the KEK has type " + record.keyType() + "; the service accepts only RSA-HSM");
        }
        if (!record.keyOperations().equals(List.of("import"))) {
            throw unfit(
                    "KEK has key_ops "
                            + record.keyOperations()
                            + "; the service accepts only [import]");
        }
    }

    private static RefusedException unfit(String message) {
        return new RefusedException(Reason.KEK_UNFIT, message);
    }

    private static KekCandidate ofBareKey(RSAPublicKey key, @Nullable KeyIdentifier kid)
            throws KeyTransferException {
        if (kid == null) {
            throw new MalformedIdentifierException(
                    Reason.KEK_IDENTIFIER_MISSING,
                    "the KEK's file has no key identifier",
                    "use the JSON of 'az keyvault key show'");
        }
        if (kid.version().isEmpty()) {
            KeyIdentifier.parseVersioned(kid.toString());
        }
        return new KekCandidate(kid, key, /* expired= */ null, /* expiryAllowed= */ false);
    }

    /** {@return the versioned identifier} */
    public KeyIdentifier kid() {
        return kid;
    }

    /** {@return the public half} */
    public RSAPublicKey publicKey() {
        return publicKey;
    }

    /** {@return what an operator should see before it is used} */
    public List<String> warnings() {
        return expired == null ? List.of() : List.of("KEK expired at " + expired);
    }

    /**
     * {@return the same KEK, to be used although it has expired} The service is said to ignore the
     * expiry of a KEK, which was not tried.
     *
     * @throws RefusedException never, since the rules held before
     */
    public KekCandidate allowExpired() throws RefusedException {
        return new KekCandidate(kid, publicKey, expired, /* expiryAllowed= */ true);
    }

    /**
     * Checks that this KEK lives in a vault: target and KEK must be in the same one.
     *
     * @param vault the vault that the target key goes to
     * @throws RefusedException when it lives in another
     */
    public void requireIn(VaultHost vault) throws RefusedException {
        Arguments.notNull("vault", vault);
        if (!kid.vault().equals(vault)) {
            throw new RefusedException(
                    Reason.KEK_VAULT_DIFFERS,
                    "the KEK belongs to " + kid.vault() + ", not to " + vault,
                    "a blob can be imported only into the vault of its KEK");
        }
    }

    /**
     * {@return the KEK, authenticated}
     *
     * @param provenance what authenticates it
     * @throws RefusedException if the provenance does not hold, is another KEK's, or is not enough;
     *     or if the KEK has expired and {@link #allowExpired} was not called
     */
    public KeyExchangeKey authenticate(KekProvenance provenance) throws RefusedException {
        KekProvenance.Result found = require(provenance, publicKey, kid);
        if (expired != null && !expiryAllowed) {
            throw new RefusedException(
                    Reason.KEK_PAST_EXPIRY, "KEK expired at " + expired, "create another KEK");
        }
        return new KeyExchangeKey(this, found);
    }

    static KekProvenance.Result require(
            KekProvenance provenance, RSAPublicKey kek, @Nullable KeyIdentifier kid)
            throws RefusedException {
        KekProvenance.Result found = provenance.check(kek, kid);
        if (found.missing().isPresent()) {
            throw new RefusedException(
                    Reason.KEK_NOT_AUTHENTICATED,
                    found.missing().get(),
                    "also give the KEK's fingerprint, from another machine");
        }
        return found;
    }
}
