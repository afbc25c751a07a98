/** A running local vault, as the JSON of reports; for our modules. */
@Internal
@NullMarked
package dev.keyhaul.localvault.report;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
