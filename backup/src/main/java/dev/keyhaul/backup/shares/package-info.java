/** A key split among people, of whom some together can bring it back. */
@Internal
@NullMarked
package dev.keyhaul.backup.shares;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
