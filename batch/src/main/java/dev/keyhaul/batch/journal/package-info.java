/** What was done in a shard of a batch, and what that leaves to do. */
@Internal
@NullMarked
package dev.keyhaul.batch.journal;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
