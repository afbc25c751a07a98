/**
 * Vaults as a batch's destination.
 *
 * <p>Stability: API.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.keyvault.batch;

import org.jspecify.annotations.NullMarked;
