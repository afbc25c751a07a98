/** What the heap scan puts into the process of a command: an agent, and nothing else. */
@NullMarked
package dev.keyhaul.cli.heap;

import org.jspecify.annotations.NullMarked;
