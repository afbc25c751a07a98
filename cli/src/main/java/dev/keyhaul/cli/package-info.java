/**
 * The command line's frame: finds the command, runs it, and turns errors into lines and exit codes.
 */
@NullMarked
package dev.keyhaul.cli;

import org.jspecify.annotations.NullMarked;
