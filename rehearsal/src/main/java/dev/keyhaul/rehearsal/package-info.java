/**
 * The whole journey of a key in one run, on two software tokens and a local vault.
 *
 * <p>Stability: experimental.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.rehearsal;

import org.jspecify.annotations.NullMarked;
