/** How events get to an application's listener. For our modules only. */
@Internal
@NullMarked
package dev.keyhaul.core.notice;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
