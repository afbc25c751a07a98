/** Whom copies are for, as a text says it, and copies as what a batch makes. */
@Internal
@NullMarked
package dev.keyhaul.backup.destination;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
