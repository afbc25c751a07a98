/** The table of all commands, and what they are built on. */
@NullMarked
package dev.keyhaul.cli.command;

import org.jspecify.annotations.NullMarked;
