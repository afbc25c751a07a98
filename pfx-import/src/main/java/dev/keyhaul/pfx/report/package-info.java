/** PKCS#12 files as the JSON of reports; for our modules. */
@Internal
@NullMarked
package dev.keyhaul.pfx.report;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
