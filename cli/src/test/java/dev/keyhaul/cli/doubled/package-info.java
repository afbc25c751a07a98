/** Parsers whose input is doubled: their time must not grow faster than the input does. */
@NullMarked
package dev.keyhaul.cli.doubled;

import org.jspecify.annotations.NullMarked;
