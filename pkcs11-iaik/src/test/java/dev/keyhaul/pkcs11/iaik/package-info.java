/** Tests of the IAIK backend's own parts. */
@NullMarked
package dev.keyhaul.pkcs11.iaik;

import org.jspecify.annotations.NullMarked;
