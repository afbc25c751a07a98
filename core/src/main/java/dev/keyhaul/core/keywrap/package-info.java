/** RSA-AES key wrap: RSAES-OAEP of an ephemeral AES key, then AES-KWP (RFC 5649) of the target. */
@Internal
@NullMarked
package dev.keyhaul.core.keywrap;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
