/** What was done in a shard of a batch, and what that leaves to do. */
@NullMarked
package dev.keyhaul.batch.journal;

import org.jspecify.annotations.NullMarked;
