/** Wrapping a key inside its token, and the proof of the bytes. */
@NullMarked
package dev.keyhaul.pkcs11.wrap;

import org.jspecify.annotations.NullMarked;
