/** Who calls the local vault, and what they may do. */
@NullMarked
package dev.keyhaul.localvault.access;

import org.jspecify.annotations.NullMarked;
