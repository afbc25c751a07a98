/** The default backend: PKCS#11 through JNA, without native code of its own. */
@NullMarked
package dev.keyhaul.pkcs11.jna;

import org.jspecify.annotations.NullMarked;
