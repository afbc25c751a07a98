/** The commands that write a ceremony's report, and verify its records. */
@NullMarked
package dev.keyhaul.cli.ceremony;

import org.jspecify.annotations.NullMarked;
