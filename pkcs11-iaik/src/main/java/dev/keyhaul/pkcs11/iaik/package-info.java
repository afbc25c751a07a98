/**
 * The place for the second PKCS#11 backend, on the wrapper of the IAIK line. It has no features
 * yet.
 */
@NullMarked
package dev.keyhaul.pkcs11.iaik;

import org.jspecify.annotations.NullMarked;
