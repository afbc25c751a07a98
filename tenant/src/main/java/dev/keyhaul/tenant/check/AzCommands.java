package dev.keyhaul.tenant.check;

import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import java.util.Optional;

/**
 * The commands that show or mend a fact, with the names of this vault and key where they are known.
 * Such names hold letters, digits and hyphens only, so no shell needs them quoted.
 */
record AzCommands(Optional<VaultHost> host, Optional<String> key) {
    static AzCommands of(TenantFacts facts) {
        Optional<KeyIdentifier> key = facts.az().key().map(AzKeyFacts::id);
        return new AzCommands(
                facts.az().vault().map(AzVaultFacts::host).or(() -> key.map(KeyIdentifier::vault)),
                key.map(KeyIdentifier::name));
    }

    private boolean isManagedHsm() {
        return host.filter(VaultHost::isManagedHsm).isPresent();
    }

    String vaultName() {
        return host.map(VaultHost::name).orElse("VAULT");
    }

    String keyName() {
        return key.orElse("KEY");
    }

    String showVault() {
        return "az keyvault show " + (isManagedHsm() ? "--hsm-name " : "--name ") + vaultName();
    }

    String updateVault(String change) {
        return (isManagedHsm()
                        ? "az keyvault update-hsm --hsm-name "
                        : "az keyvault update --name ")
                + vaultName()
                + " "
                + change;
    }

    String showKey() {
        return "az keyvault key show" + home() + " --name " + keyName();
    }

    String listKeys() {
        return "az keyvault key list" + home();
    }

    String showRotation() {
        return "az keyvault key rotation-policy show" + home() + " --name " + keyName();
    }

    String updateKey(String change) {
        return updateKey(keyName(), change);
    }

    String updateKey(String name, String change) {
        return "az keyvault key set-attributes" + home() + " --name " + name + " " + change;
    }

    String updateRotation(String change) {
        return "az keyvault key rotation-policy update"
                + home()
                + " --name "
                + keyName()
                + " "
                + change;
    }

    private String home() {
        return (isManagedHsm() ? " --hsm-name " : " --vault-name ") + vaultName();
    }
}
