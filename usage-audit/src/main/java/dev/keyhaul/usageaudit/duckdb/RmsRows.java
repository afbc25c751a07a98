package dev.keyhaul.usageaudit.duckdb;

import dev.keyhaul.usageaudit.log.BadLines;
import dev.keyhaul.usageaudit.log.RmsEvent;
import dev.keyhaul.usageaudit.log.RmsLogReader;
import dev.keyhaul.usageaudit.log.RmsOrigin;
import dev.keyhaul.usageaudit.sql.LogTable;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Appends rows of the usage log, and an origin when it is new. */
final class RmsRows implements Loading.Rows {
    private final RmsLogReader reader;
    private final DuckDBAppender events;
    private final DuckDBAppender origins;
    private final KnownOrigins known = new KnownOrigins();

    RmsRows(DuckDBConnection connection, BadLines badLines) throws SQLException {
        reader = new RmsLogReader(badLines);
        events = connection.createAppender(LogTable.RMS.tableName());
        origins = connection.createAppender(LogTable.RMS_ORIGINS.tableName());
    }

    @Override
    public void append(InputStream in, int number, String name) throws SQLException, IOException {
        reader.open(in, number, name);
        for (RmsEvent event = reader.next(); event != null; event = reader.next()) {
            if (known.isNew(event.origin().number())) {
                append(event.origin());
            }
            events.beginRow()
                    .append(event.position())
                    .append(event.atMs())
                    .append(event.origin().number())
                    .append(event.rowId().high())
                    .append(event.rowId().low())
                    .append(event.correlationId().high())
                    .append(event.correlationId().low())
                    .endRow();
        }
    }

    private void append(RmsOrigin origin) throws SQLException {
        origins.beginRow()
                .append(origin.number())
                .append(origin.requestType())
                .append(origin.userId())
                .append(origin.result())
                .append(origin.clientIp())
                .endRow();
    }

    @Override
    public void close() throws SQLException {
        try (events;
                origins) {
            reader.close();
        } catch (IOException e) {
            // Its files were read to their ends.
        }
    }
}
