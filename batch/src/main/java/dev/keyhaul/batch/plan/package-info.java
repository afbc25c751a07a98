/** What each item of a manifest will be, checked to its end before the first key is opened. */
@Internal
@NullMarked
package dev.keyhaul.batch.plan;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
