/**
 * The plan of a ceremony: what is to be done, by whom and where; its steps; which of them the
 * records show as done; and what one host remembers of it.
 *
 * <p>Nothing here speaks to a person, a token or a vault.
 *
 * <p>Stability: experimental.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.ceremony.plan;

import org.jspecify.annotations.NullMarked;
