/**
 * The cross-reference: one definition in SQL, and what an engine must do to run it.
 *
 * <p>Stability: experimental.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.usageaudit.sql;

import org.jspecify.annotations.NullMarked;
