/**
 * What must hold before, and after, a key becomes a tenant key: facts, rules and verdicts.
 *
 * <p>Stability: experimental.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.tenant.check;

import org.jspecify.annotations.NullMarked;
