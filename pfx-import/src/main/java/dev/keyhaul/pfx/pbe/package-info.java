/**
 * Encryption under a password: PBES2 (RFC 8018 §6.2) and the schemes of PKCS#12 (RFC 7292 §B and
 * §C), with the work bounded before it is done.
 */
@Internal
@NullMarked
package dev.keyhaul.pfx.pbe;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
