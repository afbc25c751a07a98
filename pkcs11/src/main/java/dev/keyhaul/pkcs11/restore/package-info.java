/** How a key gets into a token, and what it must prove there. */
@NullMarked
package dev.keyhaul.pkcs11.restore;

import org.jspecify.annotations.NullMarked;
