/** What a local vault and its clients agree on. */
@Internal
@NullMarked
package dev.keyhaul.core.localvault;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
