/** The default backend: PKCS#11 through JNA, without native code of its own. */
@Internal
@NullMarked
package dev.keyhaul.pkcs11.jna;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
