/** Keys that are to stay in a token: made or brought in, and let in by one gate. */
@Internal
@NullMarked
package dev.keyhaul.pkcs11.staying;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
