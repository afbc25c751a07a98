/**
 * The one tree of errors that every module throws, and what an operator can do about each.
 *
 * <p>Stability: API.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.core;

import org.jspecify.annotations.NullMarked;
