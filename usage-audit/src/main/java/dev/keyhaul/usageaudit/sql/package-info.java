/** The cross-reference: one definition in SQL, and what an engine must do to run it. */
@Internal
@NullMarked
package dev.keyhaul.usageaudit.sql;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
