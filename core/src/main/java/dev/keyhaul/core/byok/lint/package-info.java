/**
 * What is wrong with a transfer blob, before a service that says no more than BadParameter sees it.
 *
 * <p>Stability: experimental.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.core.byok.lint;

import org.jspecify.annotations.NullMarked;
