/** Which secrets are in the heap of each command when it ends. */
@NullMarked
package dev.keyhaul.cli.heapscan;

import org.jspecify.annotations.NullMarked;
