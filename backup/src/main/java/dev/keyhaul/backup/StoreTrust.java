package dev.keyhaul.backup;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.evidence.TrustedSigner;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.TypedPath;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an operator knows of a store from elsewhere: without it a store can only agree with itself.
 *
 * @param trustedSigner the evidence key that is trusted, or null
 * @param journalHead a head that the journal once had, 64 hex digits, or null
 * @since 0.1.0
 */
public record StoreTrust(@Nullable TrustedSigner trustedSigner, @Nullable String journalHead) {
    private static final int MAX_KEY_BYTES = 64 * 1024;

    /** Returns that nothing is known. */
    public static StoreTrust none() {
        return new StoreTrust(null, null);
    }

    /**
     * Reads which evidence key an operator trusts.
     *
     * @param keyOrFingerprint {@code sha256:…}, 64 hex digits, or the file of its public half
     * @throws KeyTransferException if it is neither a fingerprint nor a public key
     */
    public static TrustedSigner signerNamed(String keyOrFingerprint) throws KeyTransferException {
        return new TrustedSigner(
                Fingerprint.isMeant(keyOrFingerprint)
                        ? Fingerprint.parse(keyOrFingerprint)
                        : Fingerprint.of(
                                InputFile.parse(
                                        TypedPath.of(keyOrFingerprint),
                                        MAX_KEY_BYTES,
                                        PublicKeyEncoding::parse,
                                        FileKind.PUBLIC_KEY)));
    }

    /** Returns the evidence key that is trusted. */
    public Optional<TrustedSigner> signer() {
        return Optional.ofNullable(trustedSigner);
    }

    /** Returns the head that is known. */
    public Optional<String> head() {
        return Optional.ofNullable(journalHead);
    }

    /**
     * Reads every file of a copy and checks it against what is known. The journal is read only
     * where that takes it: a damaged one does not stop the restore of a copy that is signed.
     *
     * @return what that proves
     * @throws CheckFailedException when the copy is damaged, not signed by the trusted key, or when
     *     the store is older than the known head
     */
    public Authenticity check(MasterCopyStore store, MasterCopy copy) throws KeyTransferException {
        Arguments.notNull("store", store);
        if (journalHead != null || isSignedByAnother(copy)) {
            return JournalEvidence.of(store.journal(), this).check(copy);
        }
        return trustedSigner == null ? copy.verify() : copy.verify(trustedSigner);
    }

    /** The trusted key may have handed over to it. */
    private boolean isSignedByAnother(MasterCopy copy) {
        return trustedSigner != null
                && copy.manifest()
                        .signer()
                        .filter(key -> !trustedSigner.fingerprint().equals(key))
                        .isPresent();
    }
}
