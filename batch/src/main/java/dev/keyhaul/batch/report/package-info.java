/** What a batch did, as the JSON of reports; for our modules. */
@NullMarked
package dev.keyhaul.batch.report;

import org.jspecify.annotations.NullMarked;
