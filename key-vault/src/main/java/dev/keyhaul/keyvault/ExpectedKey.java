package dev.keyhaul.keyvault;

import dev.keyhaul.core.tenant.TenantKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;

/**
 * What a vault should hold after an import.
 *
 * @param publicKey as the key's source gave it, never as the vault does
 * @param protection what should guard it
 * @param operations what it should be permitted for
 */
public record ExpectedKey(RSAPublicKey publicKey, Protection protection, List<String> operations) {

    /** Copies the operations. */
    public ExpectedKey {
        operations = List.copyOf(operations);
    }

    /** A tenant key: the six operations. */
    public static ExpectedKey tenantKey(RSAPublicKey publicKey, Protection protection) {
        return new ExpectedKey(publicKey, protection, TenantKey.OPERATIONS);
    }
}
