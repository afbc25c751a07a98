/**
 * Keys from and to PKCS#12 files (RFC 7292), which Windows calls PFX.
 *
 * <p>Stability: API.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.pfx;

import org.jspecify.annotations.NullMarked;
