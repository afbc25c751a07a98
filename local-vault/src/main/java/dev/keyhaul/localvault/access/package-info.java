/** Who calls the local vault, and what they may do. */
@Internal
@NullMarked
package dev.keyhaul.localvault.access;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
