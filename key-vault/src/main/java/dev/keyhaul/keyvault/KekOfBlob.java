package dev.keyhaul.keyvault;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.BlobContent;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.lint.LintContext;
import dev.keyhaul.core.key.Fingerprint;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The KEK that a blob names, as its vault has it: what it may do, its length, whether it works.
 * Stateless: any thread may use it.
 *
 * @since 0.1.0
 */
public final class KekOfBlob {
    private static final int FORBIDDEN = 403;

    private KekOfBlob() {}

    /**
     * Fetches it; empty, with a warning, when this identity may not see it.
     *
     * @param told what the KEK's file says, if the blob was made with one, which must be the
     *     vault's key; null compares nothing
     * @throws CheckFailedException when the vault's key is another than the file's
     * @throws KeyTransferException when the vault does not have it
     */
    public static Optional<LintContext.Kek> inVault(
            KeyVault vault, byte[] blob, LintContext.@Nullable Kek told, Consumer<String> warnings)
            throws KeyTransferException {
        Arguments.notNull("vault", vault, "warnings", warnings);
        KekRecord record;
        try {
            record = vault.downloadKek(BlobContent.parse(blob).kid());
        } catch (KeyVaultException e) {
            if (e.status() != FORBIDDEN) {
                throw e;
            }
            warnings.accept("the KEK in the vault was not checked: " + e.getMessage());
            return Optional.empty();
        }
        if (told != null && !told.publicKey().equals(record.publicKey())) {
            throw new CheckFailedException(
                    Reason.KEK_DIFFERS,
                    "the KEK's file does not match "
                            + record.kid()
                            + ": its fingerprint begins with "
                            + Fingerprint.of(told.publicKey()).firstHalf()
                            + ", the vault's with "
                            + Fingerprint.of(record.publicKey()).firstHalf(),
                    "find out where that file came from: anyone who replaced the KEK can read the key that was wrapped under it");
        }
        return Optional.of(LintContext.Kek.of(record));
    }
}
