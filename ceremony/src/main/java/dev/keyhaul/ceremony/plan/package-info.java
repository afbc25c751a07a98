/**
 * The plan of a ceremony: what is to be done, by whom and where; its steps; which of them the
 * records show as done; and what one host remembers of it.
 *
 * <p>Nothing here speaks to a person, a token or a vault.
 */
@Internal
@NullMarked
package dev.keyhaul.ceremony.plan;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
