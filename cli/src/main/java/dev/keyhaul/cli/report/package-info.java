/** The commands that write a ceremony's report, and verify its records. */
@NullMarked
package dev.keyhaul.cli.report;

import org.jspecify.annotations.NullMarked;
