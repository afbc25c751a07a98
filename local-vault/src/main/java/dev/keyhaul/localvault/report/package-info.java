/** A running local vault, as the JSON of reports; for our modules. */
@NullMarked
package dev.keyhaul.localvault.report;

import org.jspecify.annotations.NullMarked;
