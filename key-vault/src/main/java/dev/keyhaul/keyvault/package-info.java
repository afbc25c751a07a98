/**
 * A key's way into Azure Key Vault or a Managed HSM, and the proof that it has arrived.
 *
 * <p>{@link dev.keyhaul.keyvault.KeyVault} is the entry; {@link dev.keyhaul.keyvault.VaultAccess}
 * says as whom. None of Azure's classes is loaded before {@code KeyVault.connect}.
 */
@NullMarked
package dev.keyhaul.keyvault;

import org.jspecify.annotations.NullMarked;
