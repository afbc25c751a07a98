/** Tests. */
@NullMarked
package dev.keyhaul.adrms.tpd;

import org.jspecify.annotations.NullMarked;
