/** Tests. */
@NullMarked
package dev.keyhaul.adrms.blob;

import org.jspecify.annotations.NullMarked;
