/** What a command is, and one call of it. */
@NullMarked
package dev.keyhaul.cli.command;

import org.jspecify.annotations.NullMarked;
