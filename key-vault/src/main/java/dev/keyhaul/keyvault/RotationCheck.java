package dev.keyhaul.keyvault;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Verdict;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.keyvault.VaultProof.Check;

/** Whether the service makes new versions of a key by itself: a request of its own. */
record RotationCheck(KeyVault vault) {
    static final String NAME = "rotation policy";

    Check check(KeyIdentifier id) throws KeyTransferException {
        try {
            boolean rotates = vault.rotates(id.name());
            return AttributeChecks.check(
                    NAME,
                    rotates ? Verdict.FAIL : Verdict.PASS,
                    rotates
                            ? "the service creates new versions automatically, with keys that you do not have"
                            : "it does not rotate automatically",
                    "az keyvault key rotation-policy update "
                            + home(id)
                            + " --name "
                            + id.name()
                            + " --value '{\"lifetimeActions\":[]}'");
        } catch (KeyVaultException e) {
            if (!e.isRefusal()) {
                throw e;
            }
            return AttributeChecks.check(
                    NAME,
                    Verdict.UNKNOWN,
                    "this identity may not read it: " + e.getMessage(),
                    "az keyvault key rotation-policy show " + home(id) + " --name " + id.name());
        }
    }

    private static String home(KeyIdentifier id) {
        return (id.vault().isManagedHsm() ? "--hsm-name " : "--vault-name ") + id.vault().name();
    }
}
