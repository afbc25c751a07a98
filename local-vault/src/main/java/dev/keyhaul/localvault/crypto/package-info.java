/** The local vault's keys: RSA, EC and AES, and the algorithms that the service has for them. */
@NullMarked
package dev.keyhaul.localvault.crypto;

import org.jspecify.annotations.NullMarked;
