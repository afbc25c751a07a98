package dev.keyhaul.keyvault;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.byok.KeyIdentifier;
import java.util.List;

/**
 * A vault refused a transfer blob although the KEK that the blob names is there and can open blobs.
 * The blob may be wrapped under another key, whose owner can then read the key in it: do not send
 * the blob again, and find out first.
 *
 * @since 0.1.0
 */
public final class BlobRejectedException extends KeyTransferException {
    private static final long serialVersionUID = 1L;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;

    private BlobRejectedException(KeyIdentifier kek, KeyVaultException answer) {
        super(
                Reason.BLOB_REJECTED,
                "under the KEK "
                        + kek
                        + ", the vault could not open the blob: "
                        + answer.getMessage(),
                "do not retry: a blob that was proven when it was made may be wrapped under a key"
                        + " other than this KEK; treat the key as exposed if the blob left the room",
                answer);
    }

    /**
     * Returns what an answer to the import of a blob means: this error, or the answer itself where
     * the request or the KEK explains it.
     */
    static KeyTransferException orElse(
            KeyVaultException answer, KeyIdentifier kek, SdkRequests requests) {
        if (answer.status() != BAD_REQUEST) {
            return answer;
        }
        BlobRejectedException rejected = new BlobRejectedException(kek, answer);
        try {
            VaultKey there = requests.get(kek.name(), kek.version());
            return isFit(there) ? rejected : answer;
        } catch (KeyTransferException e) {
            if (e instanceof KeyVaultException missing && missing.status() == NOT_FOUND) {
                return answer;
            }
            // A KEK that cannot be looked at explains nothing.
            rejected.addSuppressed(e);
            return rejected;
        }
    }

    private static boolean isFit(VaultKey kek) {
        return kek.attributes().enabled()
                && kek.keyType().equals("RSA-HSM")
                && kek.operations().equals(List.of("import"));
    }
}
