/** Keys as the vault keeps them: versions, attributes, operations, history, and the inventory. */
@Internal
@NullMarked
package dev.keyhaul.localvault.key;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
