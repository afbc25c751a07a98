/** What happened in a store, in a chain that shows what was changed or left out. */
@Internal
@NullMarked
package dev.keyhaul.backup.journal;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
