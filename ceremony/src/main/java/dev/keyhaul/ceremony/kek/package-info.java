/**
 * KEKs as people bring them to a ceremony: their files, and what authenticates them.
 *
 * <p>Stability: experimental.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.ceremony.kek;

import org.jspecify.annotations.NullMarked;
