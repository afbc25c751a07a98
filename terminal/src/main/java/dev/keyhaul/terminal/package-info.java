/**
 * A command line's terminal: output, reports as text, prompts, manual pages. It has no word of what
 * the program is about.
 */
@NullMarked
package dev.keyhaul.terminal;

import org.jspecify.annotations.NullMarked;
