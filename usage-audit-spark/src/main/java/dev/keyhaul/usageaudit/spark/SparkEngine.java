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
 * <p>A step of few rows is computed at once. Its rows go to the driver: later plans have them as
 * they are, know how many they are, and need no shuffle. Every other step runs no job of its own:
 * the first later step that needs its rows computes them, and they stay with the executors, in
 * memory or on their disks. A lost executor's part is computed again.
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
        view(name, session.sql(select).persist(StorageLevel.MEMORY_AND_DISK()));
    }

    @Override
    public void storeFew(String name, String select) {
        storeFew(name, session.sql(select));
    }

    void storeFew(String name, Dataset<Row> rows) {
        List<Row> first = rows.takeAsList(MOST_ON_DRIVER + 1);
        if (first.size() > MOST_ON_DRIVER) {
            view(name, rows.persist(StorageLevel.MEMORY_AND_DISK()));
        } else {
            session.createDataFrame(first, rows.schema()).createOrReplaceTempView(name);
        }
    }

    private void view(String name, Dataset<Row> cached) {
        kept.add(cached);
        cached.createOrReplaceTempView(name);
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
