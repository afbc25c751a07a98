/** Wrapping a key inside its token, and the proof of the bytes. */
@Internal
@NullMarked
package dev.keyhaul.pkcs11.wrap;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
