/**
 * A key's way into Azure Key Vault or a Managed HSM, and the proof that it has arrived.
 *
 * <p>{@link dev.keyhaul.keyvault.KeyVault} is the entry; {@link
 * dev.keyhaul.keyvault.access.VaultAccess} says as whom. None of Azure's classes is loaded before
 * {@code KeyVault.connect}.
 *
 * <p>Prefer {@link dev.keyhaul.keyvault.KeyImport}, which makes the KEK, wraps, imports, proves and
 * disables the KEK in one call. With {@code KeyVault}'s own methods, prefer {@code importBlob}: the
 * key stays wrapped until the vault opens it. {@code importSoftwareKey} sends the clear parts over
 * TLS; use it only for a key that was in a file anyway. After an import, make a {@link
 * dev.keyhaul.keyvault.VaultProof} against the key's description <em>from its home</em>, not from
 * the vault. A {@link dev.keyhaul.keyvault.BlobRejectedException} is an incident: do not send that
 * blob again.
 *
 * <p>Stability: API.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.keyvault;

import org.jspecify.annotations.NullMarked;
