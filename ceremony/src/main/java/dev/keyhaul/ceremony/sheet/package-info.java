/** The pages of a ceremony, sheet by sheet: its report, and the script to print. */
@Internal
@NullMarked
package dev.keyhaul.ceremony.sheet;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
