package dev.keyhaul.tenant;

import java.util.List;

/**
 * Azure Rights Management as Entra, key vaults and Managed HSMs know it. Stateless: any thread may
 * use it.
 *
 * @since 0.1.0
 */
public final class RightsManagement {
    /** The application ID of its service principal, the same in every tenant. */
    public static final String APPLICATION_ID = "00000012-0000-0000-c000-000000000000";

    /** The service principal's name, by which a Managed HSM's role is assigned. */
    public static final String PRINCIPAL_NAME = "https://aadrm.com/";

    /**
     * What it needs on the keys of a vault with access policies: those of the portal's template
     * "Azure Information Protection BYOK".
     */
    public static final List<String> KEY_PERMISSIONS = List.of("get", "decrypt", "sign");

    /**
     * The custom role that it needs on a role-based vault: no built-in role has get, decrypt and
     * sign alone.
     */
    public static final String VAULT_ROLE = "Azure Information Protection BYOK";

    /** The data actions of {@link #VAULT_ROLE}: those of {@link #KEY_PERMISSIONS}. */
    public static final List<String> DATA_ACTIONS =
            List.of(
                    "Microsoft.KeyVault/vaults/keys/read",
                    "Microsoft.KeyVault/vaults/keys/decrypt/action",
                    "Microsoft.KeyVault/vaults/keys/sign/action");

    /** The role that it needs on a Managed HSM; it grants far more than get, decrypt and sign. */
    public static final String MANAGED_HSM_ROLE = "Managed HSM Crypto User";

    /** The ID of {@link #MANAGED_HSM_ROLE}, the same on every Managed HSM. */
    public static final String MANAGED_HSM_ROLE_ID = "21dbd100-6940-42c2-9190-5d6cb909625b";

    private RightsManagement() {}
}
