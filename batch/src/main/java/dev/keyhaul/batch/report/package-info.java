/** What a batch did, as the JSON of reports; for our modules. */
@Internal
@NullMarked
package dev.keyhaul.batch.report;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
