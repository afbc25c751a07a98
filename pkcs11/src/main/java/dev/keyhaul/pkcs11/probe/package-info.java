/** What a token really does, seen on throw-away keys. */
@Internal
@NullMarked
package dev.keyhaul.pkcs11.probe;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
