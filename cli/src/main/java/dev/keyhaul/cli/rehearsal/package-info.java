/**
 * What a rehearsal needs on one host: software tokens of its own, and a local vault.
 *
 * <p>Stability: experimental.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.cli.rehearsal;

import org.jspecify.annotations.NullMarked;
