/**
 * The record of a command, and what records say of tokens, KEKs and copies.
 *
 * <p>Stability: experimental.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.workflow.record;

import org.jspecify.annotations.NullMarked;
