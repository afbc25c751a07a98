package dev.keyhaul.core.byok;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An authenticated key exchange key (KEK): the public half of an {@code RSA-HSM} key of 2048, 3072
 * or 4096 bits whose only operation is {@code import}.
 *
 * <pre>{@code
 * // typed by a second person, who ran 'az keyvault key download' on another machine
 * Fingerprint fingerprint = Fingerprint.parse(typed);
 * KeyExchangeKey kek = KeyExchangeKey.of(KekRecord.read(file), fingerprint, Instant.now());
 * kek.requireIn(VaultHost.parseUrl("https://contoso-kv.vault.azure.net"));
 * BlobWrapper.under(kek).build().wrap(key).writeTo(blobFile);
 * }</pre>
 *
 * <p>An attacker who swaps a KEK reads the target key and can still make every later check pass. A
 * file proves nothing about itself, so a KEK needs its fingerprint from elsewhere: never compute it
 * from the record or the file that it authenticates. Other ways are a signed record and a Managed
 * HSM's attestation: {@link KekCandidate#authenticate}. Only the KEK of a local vault needs none of
 * them: {@link #ofRehearsal}. Immutable.
 *
 * @since 0.1.0
 */
public final class KeyExchangeKey {
    private final KekCandidate kek;
    private final KekProvenance.Result found;
    private final RsaAesWrappingKey wrappingKey;

    KeyExchangeKey(KekCandidate kek, KekProvenance.Result found) {
        this.kek = kek;
        this.found = found;
        this.wrappingKey = RsaAesWrappingKey.unsafeOf(kek.publicKey(), OaepHash.SHA1);
    }

    /**
     * Reads a KEK from a file: a record of {@code kek download}, vault JSON, PEM or DER.
     *
     * @param file the file's bytes
     * @param kid the identifier; needed for PEM and DER, else a repetition that must agree
     * @param fingerprint the KEK's, as a person obtained it on another machine; never computed from
     *     this file, which would prove nothing
     * @param now the time; an expired KEK is refused
     * @return the authenticated KEK
     * @throws RefusedException when the rules for KEKs forbid it, or its fingerprint is another
     * @throws MalformedInputException when it is not an RSA public key, or the identifier is
     *     missing
     */
    public static KeyExchangeKey read(
            byte[] file, @Nullable KeyIdentifier kid, Fingerprint fingerprint, Instant now)
            throws KeyTransferException {
        Arguments.notNull("file", file, "fingerprint", fingerprint, "now", now);
        return KekCandidate.read(file, kid, now)
                .authenticate(new KekProvenance.OperatorsFingerprint(fingerprint));
    }

    /**
     * {@return the KEK of a record}
     *
     * @param record the record, from {@link KekRecord#read} or a vault
     * @param fingerprint the KEK's, as a person obtained it on another machine; never computed from
     *     this record, which would prove nothing
     * @param now the time; an expired KEK is refused
     * @throws RefusedException when the rules for KEKs forbid it, or its fingerprint is another
     */
    public static KeyExchangeKey of(KekRecord record, Fingerprint fingerprint, Instant now)
            throws RefusedException {
        Arguments.notNull("fingerprint", fingerprint, "now", now);
        return KekCandidate.of(record, now)
                .authenticate(new KekProvenance.OperatorsFingerprint(fingerprint));
    }

    /**
     * {@return the KEK of a local vault, without any proof of its origin} A wrapper lets only
     * rehearsal keys through to it: {@link BlobWrapper.Builder#rehearsal}.
     *
     * @param record the record, from {@link KekRecord#read} or a vault
     * @param now the time; an expired KEK is refused
     * @throws RefusedException when it is the KEK of a real vault, or the rules for KEKs forbid it
     */
    public static KeyExchangeKey ofRehearsal(KekRecord record, Instant now)
            throws RefusedException {
        Arguments.notNull("now", now);
        return KekCandidate.of(record, now).authenticate(new KekProvenance.Rehearsal());
    }

    /** {@return the versioned identifier} */
    public KeyIdentifier kid() {
        return kek.kid();
    }

    /** {@return the public half} */
    public RSAPublicKey publicKey() {
        return kek.publicKey();
    }

    /** {@return what authenticates this KEK, for reports} */
    public String authenticatedBy() {
        return found.label();
    }

    /** {@return what that does not prove, for reports} */
    public List<String> notProven() {
        return found.notProven();
    }

    /** {@return what an operator should see before it is used} */
    public List<String> warnings() {
        return kek.warnings();
    }

    /**
     * Checks that this KEK lives in a vault: target and KEK must be in the same one.
     *
     * @param vault the vault that the target key goes to
     * @throws RefusedException when it lives in another
     */
    public void requireIn(VaultHost vault) throws RefusedException {
        Arguments.notNull("vault", vault);
        kek.requireIn(vault);
    }

    /** {@return the key under which a target is wrapped: OAEP with SHA-1, as Azure takes it} */
    public RsaAesWrappingKey wrappingKey() {
        return wrappingKey;
    }
}
