package dev.keyhaul.tenant;

import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.key.KeyDescription;
import java.util.List;

/**
 * The rules for the key at the root of an Azure Information Protection tenant. Stateless: any
 * thread may use it.
 *
 * @since 0.1.0
 */
public final class TenantKey {
    private static final List<Integer> MODULUS_BITS = List.of(1024, 2048);

    private TenantKey() {}

    /**
     * Returns whether {@code Use-AipServiceKeyVaultKey} accepts a key: RSA of 2048 or 1024 bits.
     */
    public static boolean isAccepted(KeyDescription key) {
        Arguments.notNull("key", key);
        return key instanceof KeyDescription.Rsa && MODULUS_BITS.contains(key.lengthBits());
    }

    /**
     * Returns the commands that put an imported key to work, in order, for PowerShell and az. The
     * key URL keeps its version: without one the tenant key breaks when the key is renewed.
     *
     * @param key the imported key; it must have a version
     */
    public static List<String> nextCommands(KeyIdentifier key) {
        if (key.version().isEmpty()) {
            throw new IllegalArgumentException("the key URL needs its version: " + key);
        }
        return List.of(
                authorisation(key),
                "Connect-AipService",
                "Use-AipServiceKeyVaultKey -KeyVaultKeyUrl '" + url(key) + "'",
                "Set-AipServiceKeyProperties -KeyIdentifier GUID -Active $true   # when the service is"
                        + " active already; Get-AipServiceKeys shows the GUID");
    }

    /**
     * Returns a key's URL for a command of Rights Management, which knows no local vault: after a
     * rehearsal it has placeholders.
     */
    public static String url(KeyIdentifier key) {
        VaultHost vault = key.vault();
        return vault.isRehearsal()
                ? "https://NAME."
                        + (vault.isManagedHsm() ? "managedhsm" : "vault")
                        + ".azure.net/keys/"
                        + key.name()
                        + "/VERSION"
                : key.toString();
    }

    /** Returns the command of az that lets Azure Rights Management use an imported key. */
    public static String authorisation(KeyIdentifier key) {
        String vault = key.vault().isRehearsal() ? "NAME" : key.vault().name();
        return key.vault().isManagedHsm()
                ? hsmRole(vault, key.name())
                : "az keyvault set-policy --name "
                        + vault
                        + " --spn "
                        + RightsManagement.APPLICATION_ID
                        + " --key-permissions "
                        + String.join(" ", RightsManagement.KEY_PERMISSIONS)
                        + "   # on a vault with access policies";
    }

    /** Returns the command that gives Rights Management its role on a key of a Managed HSM. */
    public static String hsmRole(String hsm, String key) {
        Arguments.notNull("hsm", hsm, "key", key);
        return "az keyvault role assignment create --hsm-name "
                + hsm
                + " --role '"
                + RightsManagement.MANAGED_HSM_ROLE
                + "' --assignee "
                + RightsManagement.PRINCIPAL_NAME
                + " --scope /keys/"
                + key;
    }
}
