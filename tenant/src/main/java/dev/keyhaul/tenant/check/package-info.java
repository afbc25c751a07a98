/** What must hold before, and after, a key becomes a tenant key: facts, rules and verdicts. */
@Internal
@NullMarked
package dev.keyhaul.tenant.check;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
