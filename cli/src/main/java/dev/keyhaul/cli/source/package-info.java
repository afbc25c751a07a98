/** The sources of keys as commands use them: what {@code --key SOURCE} opens. */
@NullMarked
package dev.keyhaul.cli.source;

import org.jspecify.annotations.NullMarked;
