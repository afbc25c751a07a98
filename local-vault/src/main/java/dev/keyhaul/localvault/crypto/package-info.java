/** The local vault's keys: RSA, EC and AES, and the algorithms that the service has for them. */
@Internal
@NullMarked
package dev.keyhaul.localvault.crypto;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
