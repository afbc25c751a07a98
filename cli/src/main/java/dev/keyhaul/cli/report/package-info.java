/** Reports: records, and the JSON that is written from them. */
@NullMarked
package dev.keyhaul.cli.report;

import org.jspecify.annotations.NullMarked;
