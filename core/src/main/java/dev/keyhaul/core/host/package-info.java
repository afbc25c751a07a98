/** The system that this process runs on, and what people type there: for this project's modules. */
@Internal
@NullMarked
package dev.keyhaul.core.host;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
