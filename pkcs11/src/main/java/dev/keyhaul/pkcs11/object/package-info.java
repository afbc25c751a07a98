/** Templates and attributes; reading, making and using key objects. */
@Internal
@NullMarked
package dev.keyhaul.pkcs11.object;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
