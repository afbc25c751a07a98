/**
 * What a key in a vault is: its kind, its protection, what may be done with it, and whether its
 * name is free.
 *
 * <p>Stability: API.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.keyvault.key;

import org.jspecify.annotations.NullMarked;
