/**
 * Texts from elsewhere on HTML pages, on a terminal and in commands to paste: for this project's
 * own modules.
 */
@Internal
@NullMarked
package dev.keyhaul.core.page;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
