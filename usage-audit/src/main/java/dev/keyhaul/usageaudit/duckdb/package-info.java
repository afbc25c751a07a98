/** The audit on one host: DuckDB in this process, out of core. */
@NullMarked
package dev.keyhaul.usageaudit.duckdb;

import org.jspecify.annotations.NullMarked;
