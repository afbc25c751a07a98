package dev.keyhaul.usageaudit.duckdb;

import dev.keyhaul.usageaudit.log.BadLines;
import dev.keyhaul.usageaudit.log.InputLines;
import dev.keyhaul.usageaudit.log.LogEvent;
import dev.keyhaul.usageaudit.log.LogReader;
import dev.keyhaul.usageaudit.sql.LogTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Appends the rows of a log to its table, and an origin to the origins' when it is new. */
final class LogRows implements AutoCloseable {
    private final LogReader reader;
    private final DuckDBAppender events;
    private final DuckDBAppender origins;
    private final KnownOrigins known = new KnownOrigins();

    LogRows(DuckDBConnection connection, LogTable table, BadLines badLines) throws SQLException {
        reader = table.reader(badLines);
        events = connection.createAppender(table.tableName());
        origins = connection.createAppender(table.origins().tableName());
    }

    /** Appends the rows of one file, and returns how many of its lines counted. */
    InputLines append(InputStream in, int number, String name) throws SQLException, IOException {
        reader.open(in, number, name);
        for (LogEvent event = reader.next(); event != null; event = reader.next()) {
            if (known.isNew(event.origin().number())) {
                append(origins, event.origin().values());
            }
            append(events, event.values());
        }
        return reader.lines();
    }

    private static void append(DuckDBAppender appender, List<Object> row) throws SQLException {
        appender.beginRow();
        for (Object value : row) {
            if (value instanceof Long number) {
                appender.append(number.longValue());
            } else if (value instanceof Integer number) {
                appender.append(number.intValue());
            } else {
                appender.append((String) value);
            }
        }
        appender.endRow();
    }

    @Override
    public void close() throws SQLException {
        try (events;
                origins) {
            reader.close();
        } catch (UncheckedIOException e) {
            // Its files were read to their ends.
        }
    }
}
