/** The audit on a cluster: Apache Spark runs the same SQL that DuckDB runs on one host. */
@NullMarked
package dev.keyhaul.usageaudit.spark;

import org.jspecify.annotations.NullMarked;
