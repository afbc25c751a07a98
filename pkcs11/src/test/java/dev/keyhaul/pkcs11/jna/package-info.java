/** Tests of the JNA backend. */
@NullMarked
package dev.keyhaul.pkcs11.jna;

import org.jspecify.annotations.NullMarked;
