package dev.keyhaul.usageaudit.duckdb;

import dev.keyhaul.usageaudit.log.BadLines;
import dev.keyhaul.usageaudit.log.VaultEvent;
import dev.keyhaul.usageaudit.log.VaultLogReader;
import dev.keyhaul.usageaudit.log.VaultOrigin;
import dev.keyhaul.usageaudit.sql.LogTable;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Appends rows of the vault's log, and an origin when it is new. */
final class VaultRows implements Loading.Rows {
    private final VaultLogReader reader;
    private final DuckDBAppender events;
    private final DuckDBAppender origins;
    private final KnownOrigins known = new KnownOrigins();

    VaultRows(DuckDBConnection connection, BadLines badLines) throws SQLException {
        reader = new VaultLogReader(badLines);
        events = connection.createAppender(LogTable.VAULT.tableName());
        origins = connection.createAppender(LogTable.VAULT_ORIGINS.tableName());
    }

    @Override
    public void append(InputStream in, int number, String name) throws SQLException, IOException {
        reader.open(in, number, name);
        for (VaultEvent event = reader.next(); event != null; event = reader.next()) {
            if (known.isNew(event.origin().number())) {
                append(event.origin());
            }
            events.beginRow()
                    .append(event.position())
                    .append(event.atMs())
                    .append(event.subMs())
                    .append(event.origin().number())
                    .append(event.durationMs())
                    .append(event.correlationId().high())
                    .append(event.correlationId().low())
                    .endRow();
        }
    }

    private void append(VaultOrigin origin) throws SQLException {
        origins.beginRow()
                .append(origin.number())
                .append(origin.operation())
                .append(origin.appId())
                .append(origin.objectId())
                .append(origin.upn())
                .append(origin.callerIp())
                .append(origin.vault())
                .append(origin.keyName())
                .append(origin.keyVersion())
                .append(origin.status())
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
