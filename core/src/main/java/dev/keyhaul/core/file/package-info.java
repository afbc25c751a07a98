/** Files read within bounds, and files written whole or not at all, for their owner alone. */
@NullMarked
package dev.keyhaul.core.file;

import org.jspecify.annotations.NullMarked;
