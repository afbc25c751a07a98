/** Tests. */
@NullMarked
package dev.keyhaul.pfx.blob;

import org.jspecify.annotations.NullMarked;
