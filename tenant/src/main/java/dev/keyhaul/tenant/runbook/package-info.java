/**
 * The commands that make a key a tenant key, in order, as a script for one tenant.
 *
 * <p>Stability: experimental.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.tenant.runbook;

import org.jspecify.annotations.NullMarked;
