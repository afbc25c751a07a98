/** Keys and blobs as the JSON of reports and files; for our modules. */
@NullMarked
package dev.keyhaul.core.report;

import org.jspecify.annotations.NullMarked;
