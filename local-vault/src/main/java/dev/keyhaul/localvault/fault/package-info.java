/** Faults that the local vault plays on demand. */
@Internal
@NullMarked
package dev.keyhaul.localvault.fault;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
