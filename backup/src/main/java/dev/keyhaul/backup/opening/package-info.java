/** What opens master copies, and what a restored key may be. */
@Internal
@NullMarked
package dev.keyhaul.backup.opening;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
