/** Files read within bounds, and files written whole or not at all, for their owner alone. */
@Internal
@NullMarked
package dev.keyhaul.core.file;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
