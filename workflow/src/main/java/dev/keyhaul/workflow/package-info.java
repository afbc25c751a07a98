/**
 * What is done with a key, one class for each act: within the rules, approved by others where that
 * is asked for, proven, and noted for its record.
 *
 * <p>Stability: experimental.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.workflow;

import org.jspecify.annotations.NullMarked;
