package dev.keyhaul.usageaudit.spark;

import dev.keyhaul.usageaudit.sql.SqlEngine;
import dev.keyhaul.usageaudit.sql.SqlRow;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Spark SQL: each step is a view on rows that are computed once.
 *
 * <p>Most steps give few rows. Those go to the driver: later plans have them as they are, know how
 * many they are, and need no shuffle. What is more stays with the executors, in memory or on their
 * disks, and a lost executor's part is computed again. So plans stay short: what was computed is no
 * part of them.
 */
final class SparkEngine implements SqlEngine, AutoCloseable {
    private static final int MOST_ON_DRIVER = 20_000;

    private final SparkSession session;
    private final List<Dataset<Row>> kept = new ArrayList<>();

    SparkEngine(SparkSession session) {
        this.session = session;
    }

    @Override
    public void store(String name, String select) {
        keep(name, session.sql(select));
    }

    void keep(String name, Dataset<Row> rows) {
        Dataset<Row> cached = rows.persist(StorageLevel.MEMORY_AND_DISK());
        List<Row> first = cached.takeAsList(MOST_ON_DRIVER + 1);
        if (first.size() > MOST_ON_DRIVER) {
            kept.add(cached);
            cached.createOrReplaceTempView(name);
        } else {
            cached.unpersist();
            session.createDataFrame(first, rows.schema()).createOrReplaceTempView(name);
        }
    }

    @Override
    public List<SqlRow> query(String select) {
        return session.sql(select).collectAsList().stream().map(row -> (SqlRow) row::get).toList();
    }

    @Override
    public void close() {
        kept.forEach(Dataset::unpersist);
    }
}
