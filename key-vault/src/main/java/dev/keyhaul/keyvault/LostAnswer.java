package dev.keyhaul.keyvault;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.UnknownOutcomeException;
import dev.keyhaul.core.key.Fingerprint;
import java.util.function.Consumer;

/**
 * An import whose answer did not come: it is not sent again, which could make a second version, but
 * looked for.
 */
record LostAnswer(
        KeyVault vault,
        String name,
        ImportOptions options,
        Fingerprint expected,
        Consumer<String> warnings) {
    /** A request that makes a key. */
    interface Request {
        /** Sends it. */
        VaultKey send() throws KeyTransferException;
    }

    /**
     * Sends a request. If its answer is lost, this looks for the key, but only if the name was free
     * before: otherwise nobody could say whether the newest version is the one requested.
     *
     * @throws KeyTransferException when it is refused, or its answer is lost and the vault does not
     *     hold the expected key
     */
    VaultKey send(Request request) throws KeyTransferException {
        try {
            return request.send();
        } catch (UnknownOutcomeException e) {
            if (options.newVersion()) {
                throw e;
            }
            return found(e);
        }
    }

    private VaultKey found(UnknownOutcomeException lost) throws KeyTransferException {
        VaultKey there;
        try {
            there = vault.show(name);
        } catch (KeyTransferException e) {
            // What went wrong first is what the operator must hear.
            lost.addSuppressed(e);
            throw lost;
        }
        if (there.described().filter(key -> expected.equals(key.fingerprint())).isEmpty()) {
            throw lost;
        }
        warnings.accept(
                lost.getMessage() + "; but " + there.id() + " exists, and is the expected key");
        return there;
    }
}
