/** What the local vault does with an RSA key: the algorithms of RFC 7518 that the service has. */
@NullMarked
package dev.keyhaul.localvault.crypto;

import org.jspecify.annotations.NullMarked;
