/**
 * Encryption under a password: PBES2 (RFC 8018 §6.2) and the schemes of PKCS#12 (RFC 7292 §B and
 * §C), with the work bounded before it is done.
 *
 * <p>Stability: experimental.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.pfx.pbe;

import org.jspecify.annotations.NullMarked;
