/**
 * The narrow port to a PKCS#11 module: the functions, attributes, mechanisms and return values that
 * Keyhaul uses, in Java arrays and small types. A backend implements {@link
 * dev.keyhaul.pkcs11.binding.Cryptoki} and nothing else.
 *
 * <p>Stability: experimental.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.pkcs11.binding;

import org.jspecify.annotations.NullMarked;
