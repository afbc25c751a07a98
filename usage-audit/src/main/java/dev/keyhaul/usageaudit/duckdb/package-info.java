/** The audit on one host: DuckDB in this process, out of core. */
@Internal
@NullMarked
package dev.keyhaul.usageaudit.duckdb;

import dev.keyhaul.core.argument.Internal;
import org.jspecify.annotations.NullMarked;
