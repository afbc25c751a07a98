/** Options that commands of any program have. */
@NullMarked
package dev.keyhaul.terminal.option;

import org.jspecify.annotations.NullMarked;
