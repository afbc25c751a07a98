/** How a key gets into a token, and what it must prove there. */
@Internal
@NullMarked
package dev.keyhaul.pkcs11.restore;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
