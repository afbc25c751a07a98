/**
 * A command line's terminal: output and reports as text. It has no word of what the program is
 * about.
 */
@NullMarked
package dev.keyhaul.terminal;

import org.jspecify.annotations.NullMarked;
