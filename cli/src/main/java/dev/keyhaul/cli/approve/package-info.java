/** A second person's approval. */
@NullMarked
package dev.keyhaul.cli.approve;

import org.jspecify.annotations.NullMarked;
