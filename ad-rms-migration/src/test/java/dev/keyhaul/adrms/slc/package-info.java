/** Tests. */
@NullMarked
package dev.keyhaul.adrms.slc;

import org.jspecify.annotations.NullMarked;
