/**
 * Reads both logs in every form that they come in: streamed, bounded, bad lines counted and
 * located.
 *
 * <p>Stability: experimental.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.usageaudit.log;

import org.jspecify.annotations.NullMarked;
