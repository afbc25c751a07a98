/** Master copies as reports show them. */
@Internal
@NullMarked
package dev.keyhaul.backup.report;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
