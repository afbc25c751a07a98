package dev.keyhaul.core.byok;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A key exchange key (KEK) that somebody vouched for: the public half of an {@code RSA-HSM} key
 * whose only operation is {@code import}.
 *
 * <p>Whoever swaps a KEK reads the target key and can still make every later check pass; so there
 * is no way to make one without its provenance.
 *
 * @param kid the versioned identifier
 * @param publicKey 2048, 3072 or 4096 bits
 * @param vouchedFor who says that this public key belongs to this identifier, for reports
 * @param warnings what an operator should see before it is used
 */
public record KeyExchangeKey(
        KeyIdentifier kid, RSAPublicKey publicKey, String vouchedFor, List<String> warnings) {

    /** Copies the warnings. */
    public KeyExchangeKey {
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads a KEK from a file: a record or vault JSON, which vouch for themselves as far as the
     * file can be trusted, or PEM or DER together with an identifier and a fingerprint that a
     * second person got by another way.
     *
     * @param file the file's bytes
     * @param kid the identifier; needed for PEM and DER, else a repetition that must agree
     * @param fingerprint the public key's; needed for PEM and DER, else it must agree where given
     * @param now for the warning that a KEK has expired
     * @throws RefusedException when the rules for KEKs forbid it, or nobody vouches for it
     * @throws MalformedInputException when it is no RSA public key, or the identifier is missing
     */
    public static KeyExchangeKey read(
            byte[] file,
            Optional<KeyIdentifier> kid,
            Optional<Fingerprint> fingerprint,
            Instant now)
            throws KeyTransferException {
        KeyExchangeKey kek =
                KekRecord.looksLikeJson(file)
                        ? ofRecord(KekRecord.parse(file), kid, now)
                        : ofBareKey(PublicKeyEncoding.parse(file), kid, fingerprint);
        Vouching.requireMatch(kek.publicKey, fingerprint);
        kek.requireLength();
        return kek;
    }

    /**
     * Returns the KEK of a record, which vouches for itself as far as its way here can be trusted.
     *
     * @param now for the warning that a KEK has expired
     * @throws RefusedException when the rules for KEKs forbid it
     */
    public static KeyExchangeKey of(KekRecord record, Instant now) throws RefusedException {
        KeyExchangeKey kek = ofRecord(record, Optional.empty(), now);
        kek.requireLength();
        return kek;
    }

    private static KeyExchangeKey ofRecord(
            KekRecord record, Optional<KeyIdentifier> kid, Instant now) throws RefusedException {
        if (kid.isPresent() && !kid.get().equals(record.kid())) {
            throw new RefusedException(
                    "--kid is " + kid.get() + ", but the KEK's file says " + record.kid(),
                    "leave --kid out, or download the KEK again");
        }
        if (!record.keyType().equals("RSA-HSM")) {
            throw new RefusedException(
                    "KEK is of type " + record.keyType() + "; the service takes RSA-HSM alone",
                    "create it with 'keyhaul kek create'");
        }
        if (!record.keyOperations().equals(List.of("import"))) {
            throw new RefusedException(
                    "KEK has key_ops "
                            + record.keyOperations()
                            + "; the service takes [import] alone",
                    "create it with 'keyhaul kek create'");
        }
        if (!record.enabled()) {
            throw new RefusedException(
                    "KEK " + record.kid() + " is disabled",
                    "its ceremony is over: make another with 'keyhaul kek create'");
        }
        List<String> warnings = new ArrayList<>();
        record.expires()
                .filter(time -> time.isBefore(now))
                .ifPresent(time -> warnings.add("KEK expired at " + time));
        String vouchedFor =
                record.download()
                        .map(
                                d ->
                                        "a record that says it was downloaded from "
                                                + record.kid().vault()
                                                + " at "
                                                + d.at())
                        .orElse("the vault's JSON, as the file gives it");
        return new KeyExchangeKey(record.kid(), record.publicKey(), vouchedFor, warnings);
    }

    private static KeyExchangeKey ofBareKey(
            RSAPublicKey key, Optional<KeyIdentifier> kid, Optional<Fingerprint> fingerprint)
            throws KeyTransferException {
        if (kid.isEmpty()) {
            throw new MalformedIdentifierException(
                    "the KEK's file has no key identifier",
                    "give --kid https://VAULT/keys/NAME/VERSION, or the JSON of 'az keyvault key"
                            + " show'");
        }
        if (kid.get().version().isEmpty()) {
            KeyIdentifier.parseVersioned(kid.get().toString());
        }
        Vouching.requireGiven(key, fingerprint);
        return new KeyExchangeKey(kid.get(), key, Vouching.BY_FINGERPRINT, List.of());
    }

    private void requireLength() throws RefusedException {
        int bits = publicKey.getModulus().bitLength();
        if (bits != 2048 && bits != 3072 && bits != 4096) {
            throw new RefusedException(
                    "KEK is of " + bits + " bits; the service takes 2048, 3072 or 4096",
                    "create a new one with 'keyhaul kek create --bits 4096'");
        }
    }

    /**
     * Checks that this KEK is at least as strong as what it is to protect.
     *
     * @throws RefusedException when it is weaker
     */
    public void requireAsStrongAs(RSAPublicKey target) throws RefusedException {
        wrappingKey().requireAsStrongAs(target);
    }

    /**
     * Checks that this KEK lives in a vault: target and KEK must be in the same one.
     *
     * @throws RefusedException when it lives in another
     */
    public void requireIn(VaultHost vault) throws RefusedException {
        if (!kid.vault().equals(vault)) {
            throw new RefusedException(
                    "KEK is of " + kid.vault() + ", not of " + vault,
                    "a blob can be imported only into the vault that holds its KEK");
        }
    }

    /** Returns the key under which a target is wrapped: OAEP with SHA-1, as Azure takes it. */
    public RsaAesWrappingKey wrappingKey() {
        return RsaAesWrappingKey.sha1(publicKey);
    }
}
