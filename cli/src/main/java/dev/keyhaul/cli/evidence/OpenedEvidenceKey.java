package dev.keyhaul.cli.evidence;

import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.source.OpenedSource;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.evidence.EvidenceSigner;
import dev.keyhaul.core.evidence.SoftwareEvidenceKey;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.pkcs11.source.TokenLease;
import dev.keyhaul.pkcs11.token.TokenEvidenceKey;
import dev.keyhaul.pkcs11.token.TokenKey;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An evidence key that is open, or none. */
public final class OpenedEvidenceKey implements AutoCloseable {
    private final @Nullable OpenedSource key;
    private final @Nullable EvidenceSigner signer;

    private OpenedEvidenceKey(@Nullable OpenedSource key, @Nullable EvidenceSigner signer) {
        this.key = key;
        this.signer = signer;
    }

    /** Returns no key, which signs nothing. */
    public static OpenedEvidenceKey none() {
        return new OpenedEvidenceKey(null, null);
    }

    /** Takes a key that is open, and closes it with itself. */
    public static OpenedEvidenceKey of(OpenedSource key) throws KeyTransferException {
        try {
            return new OpenedEvidenceKey(key, signer(key));
        } catch (KeyTransferException | RuntimeException e) {
            try (key) {
                throw e;
            }
        }
    }

    private static EvidenceSigner signer(OpenedSource key) throws KeyTransferException {
        if (key.key() instanceof TokenKey inToken) {
            return TokenEvidenceKey.of(inToken);
        } else if (key.key() instanceof SoftwareKey software) {
            return SoftwareEvidenceKey.of(software);
        }
        throw new UsageException(
                Reason.EVIDENCE_KEY_UNFIT,
                "this source cannot sign",
                "give a token key or pem:FILE");
    }

    /** Returns what signs, where there is one. */
    public Optional<EvidenceSigner> signer() {
        return Optional.ofNullable(signer);
    }

    /** Returns the store, which signs from now on if there is an evidence key. */
    public MasterCopyStore sign(MasterCopyStore store) {
        return signer == null ? store : store.signingWith(signer);
    }

    /** Returns its token, where it is in one. */
    public List<TokenLease> tokens() {
        return key == null ? List.of() : key.token().map(List::of).orElse(List.of());
    }

    @Override
    public void close() {
        if (key != null) {
            key.close();
        }
    }
}
