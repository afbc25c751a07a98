/** DER and PEM of keys, read and written in arrays that are wiped. */
@Internal
@NullMarked
package dev.keyhaul.core.der;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
