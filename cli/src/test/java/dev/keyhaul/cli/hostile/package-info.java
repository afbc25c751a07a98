/** Input, places and secrets that are wrong, by mistake or on purpose. */
@NullMarked
package dev.keyhaul.cli.hostile;

import org.jspecify.annotations.NullMarked;
