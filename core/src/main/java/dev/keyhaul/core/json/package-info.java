/** The one JSON form: strict and bounded to read, ordered and stable to write. */
@Internal
@NullMarked
package dev.keyhaul.core.json;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
