/** The place for keys from and to PKCS#12 (PFX) files. It has no features yet. */
@NullMarked
package dev.keyhaul.pfx;

import org.jspecify.annotations.NullMarked;
