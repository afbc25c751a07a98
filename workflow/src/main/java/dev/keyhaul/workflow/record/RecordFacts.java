package dev.keyhaul.workflow.record;

import dev.keyhaul.backup.recipient.TokenKeyRecipient;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.ProofFact;
import dev.keyhaul.ceremony.RecordDraft;
import dev.keyhaul.ceremony.TokenFact;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.BareWrappingKey;
import dev.keyhaul.core.byok.KekCandidate;
import dev.keyhaul.core.byok.KekProvenance;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.keyvault.VaultKey;
import dev.keyhaul.keyvault.VaultProof;
import dev.keyhaul.pkcs11.KeyAttribute;
import dev.keyhaul.pkcs11.KeyPurpose;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.report.TokenKeyReport;
import dev.keyhaul.pkcs11.token.KeyInfo;
import dev.keyhaul.pkcs11.token.Pkcs11Module;
import dev.keyhaul.pkcs11.token.Token;
import dev.keyhaul.pkcs11.token.TokenKey;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What commands work with, as their records tell it. Stateless: any thread may use it.
 *
 * @since 0.1.0
 */
public final class RecordFacts {
    private static final String ATTRIBUTE = "CKA_";
    private static final String EXTRACTABLE = ATTRIBUTE + KeyAttribute.EXTRACTABLE.name();

    private RecordFacts() {}

    /** Notes a token that is open. */
    public static void token(RecordDraft record, Token token) throws TokenException {
        Arguments.notNull("record", record);
        token(record, token.module(), token.info(), token.protection());
    }

    /**
     * Notes a token.
     *
     * @param guard what guards its keys
     */
    public static void token(
            RecordDraft record, Pkcs11Module module, TokenInfo token, KeyOrigin.Protection guard) {
        Arguments.notNull("record", record, "module", module, "guard", guard);
        record.token(
                new TokenFact(
                        token.label(),
                        token.serial(),
                        token.maker(),
                        token.claimsHardwareSlot(),
                        guard,
                        module.path().toString(),
                        module.sha256()));
    }

    /** Notes the key that a command is about, with the attributes that its token tells of it. */
    public static void target(RecordDraft record, TransferableKey key) {
        Arguments.notNull("record", record);
        KeyOrigin origin = key.origin();
        String attributes =
                origin.details().entrySet().stream()
                        .filter(detail -> detail.getKey().startsWith(ATTRIBUTE))
                        .filter(detail -> detail.getValue().equals("true"))
                        .map(detail -> detail.getKey().substring(ATTRIBUTE.length()))
                        .collect(Collectors.joining(" "));
        record.key(
                new KeyFact(
                        KeyFact.TARGET,
                        key.description().fingerprint().toString(),
                        origin.location(),
                        kind(key.description())
                                + "in "
                                + origin.protection().label()
                                + comma(attributes),
                        Optional.ofNullable(origin.details().get(EXTRACTABLE))
                                .map(Boolean::valueOf)));
    }

    /** RSA goes without saying: records of it were never different. */
    private static String kind(KeyDescription key) {
        return key instanceof KeyDescription.Rsa ? "" : key.name() + " ";
    }

    /** Notes a key of a token. */
    public static void key(RecordDraft record, String role, KeyInfo key, Token token)
            throws KeyTransferException {
        Arguments.notNull("record", record, "role", role);
        key(
                record,
                role,
                token.fingerprint(key).map(Fingerprint::toString).orElse("id:" + key.idHex()),
                key,
                token);
    }

    /**
     * Notes a key of a token by what it is known by.
     *
     * @param identity a fingerprint or a key check value
     */
    public static void key(
            RecordDraft record, String role, String identity, KeyInfo key, Token token) {
        Arguments.notNull("record", record, "role", role, "identity", identity);
        Arguments.notNull("key", key);
        record.key(
                new KeyFact(
                        role,
                        identity,
                        "token '" + token.info().label() + "', key '" + key.label() + "'",
                        key.type()
                                + "-"
                                + key.lengthBits()
                                + comma(String.join(" ", TokenKeyReport.attributes(key)))
                                + comma(TokenKeyReport.openGuards(key)),
                        Optional.ofNullable(key.attributes().get(KeyAttribute.EXTRACTABLE))));
    }

    /** Notes a key that a token made for a purpose. */
    public static void generated(RecordDraft record, KeyPurpose purpose, KeyInfo key, Token token)
            throws KeyTransferException {
        Arguments.notNull("record", record);
        switch (purpose) {
            case TARGET -> key(record, KeyFact.TARGET, key, token);
            case EVIDENCE -> key(record, KeyFact.EVIDENCE, key, token);
            case RECOVERY -> key(record, KeyFact.RECIPIENT, key, token);
            case WRAPPING ->
                    key(
                            record,
                            KeyFact.RECIPIENT,
                            TokenKeyRecipient.find(token, key.selector()).description().identity(),
                            key,
                            token);
        }
    }

    /** Notes a key that a token just got, and what the token did to prove it. */
    public static void imported(RecordDraft record, TokenKey key) {
        Arguments.notNull("record", record);
        target(record, key);
        record.proof(new ProofFact(ProofFact.TOKEN, TokenKeyReport.importProof(key.info()), true));
    }

    /** Notes a KEK, what authenticates it, and what that does not prove. */
    public static void kek(RecordDraft record, KeyExchangeKey kek) {
        Arguments.notNull("record", record);
        kek(record, kek.publicKey(), kek.kid(), by(kek.authenticatedBy(), kek.notProven()));
    }

    /** Notes a wrapping key without identifier. */
    public static void kek(RecordDraft record, BareWrappingKey kek, Path file) {
        Arguments.notNull("record", record, "file", file);
        kek(record, kek.publicKey(), file, by(kek.authenticatedBy(), kek.notProven()));
    }

    private static String by(String way, List<String> notProven) {
        return "authenticated by "
                + way
                + (notProven.isEmpty() ? "" : "; not proven: " + String.join("; ", notProven));
    }

    /**
     * Notes a KEK as its vault describes it: whether that authenticates it depends on the server's
     * TLS certificate.
     */
    public static void kek(RecordDraft record, KekRecord answer) {
        Arguments.notNull("record", record);
        try {
            kek(
                    record,
                    KekCandidate.of(answer, Clock.systemUTC().instant())
                            .authenticate(new KekProvenance.VaultAnswer(answer)));
        } catch (RefusedException e) {
            kek(record, answer.publicKey(), answer.kid(), "NOT authenticated: " + e.getMessage());
        }
    }

    /** Notes a KEK that is not to be used any more. */
    public static void kek(RecordDraft record, VaultKey kek) throws KeyTransferException {
        Arguments.notNull("record", record);
        kek(record, kek.description().requireRsa(), kek.id(), "not used: to be disabled");
    }

    private static void kek(RecordDraft record, RSAPublicKey kek, Object where, String detail) {
        record.key(KeyFact.of(KeyFact.KEK, Fingerprint.of(kek), where.toString(), detail));
    }

    /** Notes a key in a vault. */
    public static void inVault(RecordDraft record, VaultKey key) {
        Arguments.notNull("record", record);
        record.key(
                new KeyFact(
                        KeyFact.TARGET,
                        key.described()
                                .map(described -> described.fingerprint().toString())
                                .orElse("not shown by the vault"),
                        key.id().toString(),
                        key.keyType()));
    }

    /** Notes a key in a vault, and what was proven of it there. */
    public static void inVault(RecordDraft record, VaultKey key, VaultProof proof) {
        Arguments.notNull("record", record, "proof", proof);
        inVault(record, key);
        String checks =
                proof.checks().stream()
                        .map(
                                check ->
                                        (check.ok() ? "" : "FAILED ")
                                                + check.name()
                                                + ": "
                                                + check.detail())
                        .collect(Collectors.joining("; "));
        record.proof(
                new ProofFact(
                        ProofFact.VAULT, checks, proof.passed(), Optional.of(key.id().toString())));
    }

    /** Notes that nothing can be imported under a KEK any more. */
    public static void disabled(RecordDraft record, KeyIdentifier kek) {
        Arguments.notNull("record", record);
        String kid = kek.toString();
        record.proof(new ProofFact(ProofFact.KEK_DISABLED, kid, true, Optional.of(kid)));
    }

    /** Notes what is known of the bytes that a key was wrapped into. */
    public static void proof(RecordDraft record, WrappedKey wrapped) {
        Arguments.notNull("record", record);
        record.proof(
                new ProofFact(
                        ProofFact.BLOB,
                        wrapped.proof().label(wrapped.method()) + " (" + how(wrapped) + ")",
                        wrapped.proof().isChecked()));
    }

    private static String how(WrappedKey wrapped) {
        String reason = wrapped.strategyReason();
        return wrapped.strategy() + (reason.isEmpty() ? "" : "; " + reason);
    }

    private static String comma(String text) {
        return text.isEmpty() ? "" : ", " + text;
    }
}
