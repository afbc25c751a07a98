/**
 * As whom a vault is reached: with an identity in Azure, or through a local vault's relay.
 *
 * <p>Stability: API.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.keyvault.access;

import org.jspecify.annotations.NullMarked;
