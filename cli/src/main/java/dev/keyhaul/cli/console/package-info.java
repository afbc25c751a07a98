/** How the command line answers: lines, reports, errors and exit codes. */
@NullMarked
package dev.keyhaul.cli.console;

import org.jspecify.annotations.NullMarked;
