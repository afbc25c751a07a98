/**
 * The command line: finds the command that it names, reads its options, runs it, and explains it in
 * help and completion.
 */
@NullMarked
package dev.keyhaul.cli.line;

import org.jspecify.annotations.NullMarked;
