/** Master copies: a key wrapped for the day its home is gone, and the store that keeps them. */
@NullMarked
package dev.keyhaul.core.backup;

import org.jspecify.annotations.NullMarked;
