/** What a vault does with its keys: create, import, rotate, delete, attest. */
@Internal
@NullMarked
package dev.keyhaul.localvault.vault;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
