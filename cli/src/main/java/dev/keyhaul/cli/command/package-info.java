/** What every command is built on: its frame, the table of all commands, and their help. */
@NullMarked
package dev.keyhaul.cli.command;

import org.jspecify.annotations.NullMarked;
