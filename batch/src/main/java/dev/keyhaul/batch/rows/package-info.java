/** Reads the items of a manifest, in CSV and in JSON Lines. */
@Internal
@NullMarked
package dev.keyhaul.batch.rows;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
