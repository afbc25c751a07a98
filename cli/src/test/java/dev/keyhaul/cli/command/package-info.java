/** The commands as an operator runs them. */
@NullMarked
package dev.keyhaul.cli.command;

import org.jspecify.annotations.NullMarked;
