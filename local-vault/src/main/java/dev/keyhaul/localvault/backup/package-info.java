/** Keys as bytes: the sealed blob of a key's backup, and its history in the state folder. */
@Internal
@NullMarked
package dev.keyhaul.localvault.backup;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
