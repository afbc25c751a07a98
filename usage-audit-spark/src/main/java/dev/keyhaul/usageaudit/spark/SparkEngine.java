package dev.keyhaul.usageaudit.spark;

import dev.keyhaul.usageaudit.sql.SqlEngine;
import dev.keyhaul.usageaudit.sql.SqlRow;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Spark SQL: each step is a view on rows that are computed once and kept by the executors, in
 * memory or on their disks.
 *
 * <p>They are checkpointed, not only cached: a cached step carries the plans of all before it, and
 * forty steps on one another make a plan that no driver can hold. Where the session has a
 * checkpoint folder the rows go there, and outlive a lost executor.
 */
final class SparkEngine implements SqlEngine {
    private final SparkSession session;

    SparkEngine(SparkSession session) {
        this.session = session;
    }

    @Override
    public void store(String name, String select) {
        keep(name, session.sql(select));
    }

    void keep(String name, Dataset<Row> rows) {
        boolean reliable = session.sparkContext().getCheckpointDir().isDefined();
        Dataset<Row> kept =
                reliable ? rows.checkpoint(/* eager= */ true) : rows.localCheckpoint(true);
        kept.createOrReplaceTempView(name);
    }

    @Override
    public List<SqlRow> query(String select) {
        return session.sql(select).collectAsList().stream().map(row -> (SqlRow) row::get).toList();
    }
}
