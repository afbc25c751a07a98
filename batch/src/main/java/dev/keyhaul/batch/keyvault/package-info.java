/**
 * Vaults as a batch's destination: the only package here that needs {@code keyhaul-key-vault}.
 *
 * <p>Stability: API.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.batch.keyvault;

import org.jspecify.annotations.NullMarked;
