/** The audit as one self-contained HTML page. */
@Internal
@NullMarked
package dev.keyhaul.usageaudit.page;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
