/** {@code completion}. */
@NullMarked
package dev.keyhaul.cli.completion;

import org.jspecify.annotations.NullMarked;
