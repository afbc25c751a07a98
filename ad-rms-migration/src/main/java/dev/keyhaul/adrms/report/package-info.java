/** Trusted publishing domains as reports show them. */
@Internal
@NullMarked
package dev.keyhaul.adrms.report;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
