/** Templates and attributes; reading, making and using key objects. */
@NullMarked
package dev.keyhaul.pkcs11.object;

import org.jspecify.annotations.NullMarked;
