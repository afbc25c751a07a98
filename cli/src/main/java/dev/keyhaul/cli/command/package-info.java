/** What most commands are built on: their report, their record, and the approval that they ask. */
@NullMarked
package dev.keyhaul.cli.command;

import org.jspecify.annotations.NullMarked;
