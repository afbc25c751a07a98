/** The commands that make a key a tenant key, in order, as a script for one tenant. */
@Internal
@NullMarked
package dev.keyhaul.tenant.runbook;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
