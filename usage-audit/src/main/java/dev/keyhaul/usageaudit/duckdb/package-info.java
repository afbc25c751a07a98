/**
 * The audit on one host: DuckDB in this process, out of core.
 *
 * <p>Stability: experimental.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.keyhaul.usageaudit.duckdb;

import org.jspecify.annotations.NullMarked;
