/** Commands of PKCS#12 files. */
@NullMarked
package dev.keyhaul.cli.pfx;

import org.jspecify.annotations.NullMarked;
