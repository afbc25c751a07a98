/** Master copies: a key wrapped for the day its home is gone, and the store that keeps them. */
@NullMarked
package dev.keyhaul.backup;

import org.jspecify.annotations.NullMarked;
