/**
 * The local vault: as much of Azure Key Vault's REST API (7.0 to 2026-01-01-preview) as Azure's own
 * SDK needs to create, get, list, update, import and use RSA keys, for rehearsals and tests.
 *
 * <p>{@link dev.keyhaul.localvault.LocalVault} is the entry. It opens transfer blobs for real and
 * is strict where the service is. It holds keys in memory, in the clear as far as the JDK does: it
 * protects nothing and must never hold a key that matters.
 *
 * <p>Stability: API.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.localvault;

import org.jspecify.annotations.NullMarked;
