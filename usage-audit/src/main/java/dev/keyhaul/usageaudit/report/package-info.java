/** What an audit found, as the JSON of reports; for our modules. */
@NullMarked
package dev.keyhaul.usageaudit.report;

import org.jspecify.annotations.NullMarked;
