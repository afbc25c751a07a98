/** What was checked of records, as the JSON of reports; for our modules. */
@NullMarked
package dev.keyhaul.ceremony.report;

import org.jspecify.annotations.NullMarked;
