/** Tests of PKCS#12 in and out, against the programs that write and read such files. */
@NullMarked
package dev.keyhaul.pfx;

import org.jspecify.annotations.NullMarked;
