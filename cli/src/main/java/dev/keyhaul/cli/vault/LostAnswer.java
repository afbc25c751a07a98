package dev.keyhaul.cli.vault;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.keyvault.ImportOptions;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.KeyVaultException;
import dev.keyhaul.keyvault.VaultKey;

/**
 * An import whose answer did not come: it is not sent again, which could make a second version, but
 * looked for.
 */
final class LostAnswer {
    private final KeyVault vault;
    private final String name;
    private final ImportOptions options;
    private final Fingerprint expected;
    private final Console console;

    LostAnswer(
            KeyVault vault,
            String name,
            ImportOptions options,
            Fingerprint expected,
            Console console) {
        this.vault = vault;
        this.name = name;
        this.options = options;
        this.expected = expected;
        this.console = console;
    }

    /** A request that makes a key. */
    interface Request {
        VaultKey send() throws KeyTransferException;
    }

    /**
     * Sends a request; its answer is looked for where the name was free, because of a new version
     * nobody could tell whether it is the newest.
     *
     * @throws KeyTransferException when it is refused, or its answer is lost and the vault does not
     *     hold the expected key
     */
    VaultKey send(Request request) throws KeyTransferException {
        try {
            return request.send();
        } catch (KeyVaultException e) {
            if (!e.isUnclear() || options.newVersion()) {
                throw e;
            }
            return found(e);
        }
    }

    private VaultKey found(KeyVaultException lost) throws KeyTransferException {
        VaultKey there;
        try {
            there = vault.show(name);
        } catch (KeyVaultException e) {
            // What went wrong first is what the operator must hear.
            lost.addSuppressed(e);
            throw lost;
        }
        if (!expected.equals(there.description().fingerprint())) {
            throw lost;
        }
        console.warn(
                lost.getMessage()
                        + "; but "
                        + there.id()
                        + " is there, and holds the expected key");
        return there;
    }
}
