/** Keys and blobs as the JSON of reports and files; for our modules. */
@Internal
@NullMarked
package dev.keyhaul.core.report;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
