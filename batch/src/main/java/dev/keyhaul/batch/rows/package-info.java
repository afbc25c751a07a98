/** Reads the items of a manifest, in CSV and in JSON Lines. */
@NullMarked
package dev.keyhaul.batch.rows;

import org.jspecify.annotations.NullMarked;
