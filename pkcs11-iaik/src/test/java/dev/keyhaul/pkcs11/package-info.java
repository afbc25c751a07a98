/** The token tests that every backend must pass. */
@NullMarked
package dev.keyhaul.pkcs11;

import org.jspecify.annotations.NullMarked;
