package dev.keyhaul.workflow;

import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.BareWrappingKey;
import dev.keyhaul.core.byok.BlobWrapper;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.KeyTransferBlob;
import dev.keyhaul.core.byok.lint.LintContext;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.workflow.record.RecordFacts;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.util.Map;

/**
 * Makes a blob's file in a ceremony: within the rules, after an approval of everything that decides
 * what it holds, and with its facts in the record. For one thread.
 *
 * @since 0.1.0
 */
public final class BlobCreation {
    private final Act act;

    /** Makes blobs in this act. */
    public BlobCreation(Act act) {
        Arguments.notNull("act", act);
        this.act = act;
    }

    /**
     * Makes a transfer blob for Azure.
     *
     * @param place where the key is, for the approval
     * @throws KeyTransferException if a rule forbids it, it is not approved, or a step fails
     */
    public KeyTransferBlob blob(BlobWrapper wrapper, TransferableKey key, String place, Output file)
            throws KeyTransferException {
        Arguments.notNull("key", key, "place", place, "file", file);
        KeyExchangeKey kek = wrapper.kek();
        RecordFacts.target(act.record(), key);
        wrapper.check(key).forEach(act.operator()::warn);
        act.approval()
                .require(
                        subject(key, place, kek.publicKey(), kek.kid())
                                .with("format", "azure")
                                .with("oaep", OaepHash.SHA1)
                                .with("output", file.path())
                                .with("vault", kek.kid().vault()),
                        keys(key, kek.publicKey()));
        KeyTransferBlob blob = wrapper.wrap(key);
        RecordFacts.proof(act.record(), blob.wrapped());
        byte[] content = blob.toFile();
        if (!blob.wrapped().proof().isChecked()) {
            new BlobGate(content, "the blob", act)
                    .requireClean(
                            LintContext.fileAlone(Clock.systemUTC().instant())
                                    .withKek(LintContext.Kek.of(kek.publicKey()))
                                    .withKid(kek.kid())
                                    .withVault(kek.kid().vault()));
            act.operator()
                    .warn(
                            blob.wrapped().proof() == WrapProof.NOT_PROVEN
                                    ? "another tool wrapped the key: nothing proves which key these bytes contain"
                                    : "only the key's source states which key these bytes contain");
        }
        file.write(content);
        act.record().written("blob", file.path(), content);
        return blob;
    }

    /**
     * Makes a transfer blob of what another tool wrapped already.
     *
     * @param wrapped that tool's bytes
     * @param key the key that they are said to hold
     * @param tool its name
     * @throws KeyTransferException if a rule forbids it, it is not approved, or a step fails
     */
    public KeyTransferBlob blob(
            BlobWrapper wrapper, byte[] wrapped, KeyDescription key, String tool, Output file)
            throws KeyTransferException {
        Arguments.notNull("key", key, "tool", tool, "file", file);
        String place = "wrapped elsewhere, bytes of SHA-256 " + Sha256.hex(wrapped);
        return blob(wrapper, wrapper.wrappedElsewhere(wrapped, key, tool), place, file);
    }

    /**
     * Makes a ciphertext alone, for other services.
     *
     * @param place where the key is, for the approval
     * @param profile which lengths are allowed
     * @param allowWeakKeys lets keys of 1024 bits, and keys with a known weakness, pass
     * @throws KeyTransferException if a rule forbids it, it is not approved, or a step fails
     */
    public WrappedKey ciphertext(
            BareWrappingKey kek,
            TransferableKey key,
            String place,
            CiphertextFile to,
            KeyProfile profile,
            boolean allowWeakKeys)
            throws KeyTransferException {
        Arguments.notNull("kek", kek, "key", key, "place", place);
        Arguments.notNull("to", to, "profile", profile);
        RecordFacts.target(act.record(), key);
        to.requireTakes(key.description());
        kek.check(key, profile, allowWeakKeys).forEach(act.operator()::warn);
        ApprovalSubject subject =
                subject(key, place, kek.publicKey(), to.kek())
                        .with("format", to.format())
                        .with("oaep", to.oaepHash())
                        .with("output", to.path());
        // They decide where the key goes.
        for (Map.Entry<String, String> fact : to.facts().entrySet()) {
            subject = subject.with(fact.getKey(), fact.getValue());
        }
        act.approval().require(subject, keys(key, kek.publicKey()));
        WrappedKey wrapped =
                to.isDirect()
                        ? kek.wrapDirectly(key, to.oaepHash(), profile)
                        : kek.wrap(key, to.oaepHash(), profile, allowWeakKeys);
        RecordFacts.proof(act.record(), wrapped);
        byte[] content = wrapped.ciphertext();
        wrapped.requireUnchanged(content);
        to.write(content, act.record());
        return wrapped;
    }

    private static WorkKeys keys(TransferableKey key, RSAPublicKey kek) {
        return WorkKeys.target(key.description().fingerprint()).and(WorkKeys.kek(kek));
    }

    private ApprovalSubject subject(
            TransferableKey key, String place, RSAPublicKey kek, Object kekIs) {
        return act.subject()
                .with("key", key.description().fingerprint())
                .with("key_location", place)
                .with("kek", Fingerprint.of(kek))
                .with("kek_is", kekIs);
    }
}
