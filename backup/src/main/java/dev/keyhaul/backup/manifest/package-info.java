/**
 * The manifest of a master copy, in every version of its format.
 *
 * <p>Stability: API.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.backup.manifest;

import org.jspecify.annotations.NullMarked;
