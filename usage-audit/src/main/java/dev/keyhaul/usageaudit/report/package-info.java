/** What an audit found, as the JSON of reports; for our modules. */
@Internal
@NullMarked
package dev.keyhaul.usageaudit.report;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
