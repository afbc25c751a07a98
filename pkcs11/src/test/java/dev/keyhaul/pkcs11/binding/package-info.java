/** Tests of the port. */
@NullMarked
package dev.keyhaul.pkcs11.binding;

import org.jspecify.annotations.NullMarked;
