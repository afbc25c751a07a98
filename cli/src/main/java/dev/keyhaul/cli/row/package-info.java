/** Options as typed rows, and what a command line gave of them. */
@NullMarked
package dev.keyhaul.cli.row;

import org.jspecify.annotations.NullMarked;
