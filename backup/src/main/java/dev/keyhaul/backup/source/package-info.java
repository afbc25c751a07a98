/**
 * The source {@code backup:}: master copies as places that keys come from.
 *
 * <p>Stability: experimental.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.backup.source;

import org.jspecify.annotations.NullMarked;
