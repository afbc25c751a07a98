/**
 * The entry of the command line: the process, and the run that its class-data archive is made of.
 */
@NullMarked
package dev.keyhaul.cli;

import org.jspecify.annotations.NullMarked;
