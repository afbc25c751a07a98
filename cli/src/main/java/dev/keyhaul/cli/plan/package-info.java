/** A step of a ceremony's plan as a command line. */
@NullMarked
package dev.keyhaul.cli.plan;

import org.jspecify.annotations.NullMarked;
