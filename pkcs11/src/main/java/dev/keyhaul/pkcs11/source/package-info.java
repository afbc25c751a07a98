/** Tokens as places that keys come from, and how they are opened and shared. */
@NullMarked
package dev.keyhaul.pkcs11.source;

import org.jspecify.annotations.NullMarked;
