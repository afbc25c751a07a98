/**
 * Ceremony records: what a command did, signed, each following the ones before.
 *
 * <p>Stability: experimental.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.ceremony;

import org.jspecify.annotations.NullMarked;
