/** What was checked of records, as the JSON of reports; for our modules. */
@Internal
@NullMarked
package dev.keyhaul.ceremony.report;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
