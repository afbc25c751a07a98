/** What was found of a tenant, as the JSON of reports; for our modules. */
@Internal
@NullMarked
package dev.keyhaul.tenant.report;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
