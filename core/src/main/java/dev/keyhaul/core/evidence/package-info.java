/**
 * Signatures that tell whose a master copy is, by keys that do nothing else.
 *
 * <p>Stability: API.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.core.evidence;

import org.jspecify.annotations.NullMarked;
