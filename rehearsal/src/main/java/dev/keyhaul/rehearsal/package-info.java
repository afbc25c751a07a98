/**
 * The whole journey of a key in one run, and what records say of tokens, vaults and copies.
 *
 * <p>Stability: experimental.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.rehearsal;

import org.jspecify.annotations.NullMarked;
