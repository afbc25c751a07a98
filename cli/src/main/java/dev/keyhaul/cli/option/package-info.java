/** Options that several commands share, and what they open. */
@NullMarked
package dev.keyhaul.cli.option;

import org.jspecify.annotations.NullMarked;
