package dev.keyhaul.usageaudit.duckdb;

import dev.keyhaul.usageaudit.sql.LogTable;
import dev.keyhaul.usageaudit.sql.SqlEngine;
import dev.keyhaul.usageaudit.sql.SqlRow;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;

/**
 * DuckDB with a database in memory: no file and no journal of it is written, and what is beyond its
 * memory goes to the work folder. It loads no extension and opens no network.
 */
final class DuckDbEngine implements SqlEngine, AutoCloseable {
    private final DuckDBConnection connection;

    private DuckDbEngine(DuckDBConnection connection) {
        this.connection = connection;
    }

    static DuckDbEngine open(Path folder, DuckDbAudit.Limits limits) throws SQLException {
        Properties options = new Properties();
        options.setProperty("memory_limit", limits.memoryMiB() + "MiB");
        options.setProperty("threads", Integer.toString(limits.threads()));
        options.setProperty("temp_directory", folder.resolve("spill").toString());
        options.setProperty("preserve_insertion_order", "false");
        options.setProperty("autoinstall_known_extensions", "false");
        options.setProperty("autoload_known_extensions", "false");
        options.setProperty("allow_community_extensions", "false");
        Connection connection = new DuckDBDriver().connect("jdbc:duckdb:", options);
        DuckDbEngine engine =
                new DuckDbEngine(
                        Objects.requireNonNull(connection, "the driver's own address")
                                .unwrap(DuckDBConnection.class));
        engine.execute("SET lock_configuration = true");
        for (LogTable table : LogTable.values()) {
            engine.execute(
                    table.columns().stream()
                            .map(column -> column.name() + " " + column.type() + " NOT NULL")
                            .collect(
                                    Collectors.joining(
                                            ", ",
                                            "CREATE TABLE " + table.tableName() + " (",
                                            ")")));
        }
        return engine;
    }

    /** A statement failed: most often for want of disk. */
    static final class SqlFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        SqlFailure(SQLException cause) {
            super(cause.getMessage(), cause);
        }

        String firstLine() {
            return String.valueOf(getMessage()).lines().findFirst().orElse("");
        }
    }

    /** Another connection to the same database, for a thread of its own. */
    DuckDBConnection another() throws SQLException {
        return connection.duplicate().unwrap(DuckDBConnection.class);
    }

    void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    @Override
    public void store(String name, String select) {
        execute("CREATE OR REPLACE TABLE " + name + " AS " + select);
    }

    @Override
    public List<SqlRow> query(String select) {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(select)) {
            int columns = found.getMetaData().getColumnCount();
            List<SqlRow> rows = new ArrayList<>();
            while (found.next()) {
                Object[] values = new Object[columns];
                for (int i = 0; i < columns; i++) {
                    values[i] = found.getObject(i + 1);
                }
                List<Object> row = Arrays.asList(values);
                rows.add(row::get);
            }
            return rows;
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // Its folder goes anyway.
        }
    }
}
