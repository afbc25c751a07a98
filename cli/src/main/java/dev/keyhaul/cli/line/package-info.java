/**
 * A program of many commands, whatever they do: finds the one that a command line names, reads its
 * options, runs it, and explains it in help, manual pages and completion.
 */
@NullMarked
package dev.keyhaul.cli.line;

import org.jspecify.annotations.NullMarked;
