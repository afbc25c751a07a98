package dev.keyhaul.usageaudit.sql;

import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.usageaudit.log.BadLines;
import dev.keyhaul.usageaudit.log.LogReader;
import dev.keyhaul.usageaudit.log.RmsLogReader;
import dev.keyhaul.usageaudit.log.VaultLogReader;
import java.util.List;

/**
 * The two normalised tables, each with that of its rows' origins: their columns in the order of
 * their rows' values. A column is a BIGINT, an INT or a VARCHAR, and never empty.
 *
 * @since 0.1.0
 */
public enum LogTable {
    /** Rows of the vault's log. */
    VAULT(
            "vault_log",
            List.of(
                    new Column("position", Type.BIGINT),
                    new Column("at_ms", Type.BIGINT),
                    new Column("sub_ms", Type.INT),
                    new Column("origin", Type.BIGINT),
                    new Column("duration_ms", Type.BIGINT),
                    new Column("correlation_high", Type.BIGINT),
                    new Column("correlation_low", Type.BIGINT))),
    /** What rows of the vault's log have in common; a row may be there more than once. */
    VAULT_ORIGINS(
            "vault_origins",
            List.of(
                    new Column("origin", Type.BIGINT),
                    new Column("operation", Type.VARCHAR),
                    new Column("app_id", Type.VARCHAR),
                    new Column("object_id", Type.VARCHAR),
                    new Column("upn", Type.VARCHAR),
                    new Column("caller_ip", Type.VARCHAR),
                    new Column("vault", Type.VARCHAR),
                    new Column("key_name", Type.VARCHAR),
                    new Column("key_version", Type.VARCHAR),
                    new Column("managed_hsm", Type.INT),
                    new Column("status", Type.INT))),
    /** Rows of the usage log. */
    RMS(
            "rms_log",
            List.of(
                    new Column("position", Type.BIGINT),
                    new Column("at_ms", Type.BIGINT),
                    new Column("origin", Type.BIGINT),
                    new Column("row_high", Type.BIGINT),
                    new Column("row_low", Type.BIGINT),
                    new Column("correlation_high", Type.BIGINT),
                    new Column("correlation_low", Type.BIGINT))),
    /** What rows of the usage log have in common; a row may be there more than once. */
    RMS_ORIGINS(
            "rms_origins",
            List.of(
                    new Column("origin", Type.BIGINT),
                    new Column("request_type", Type.VARCHAR),
                    new Column("user_id", Type.VARCHAR),
                    new Column("result", Type.VARCHAR),
                    new Column("client_ip", Type.VARCHAR)));

    private final String tableName;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<Column> columns;

    LogTable(String tableName, List<Column> columns) {
        this.tableName = tableName;
        this.columns = columns;
    }

    /** A column's type: names that both engines know, but for Spark's STRING. */
    public enum Type {
        /** A {@code long}. */
        BIGINT,
        /** An {@code int}. */
        INT,
        /** A text. */
        VARCHAR
    }

    /** A column. */
    public record Column(String name, Type type) {
        public Column {
            Arguments.notNull("name", name, "type", type);
        }
    }

    /** Returns the table of a log's origins. */
    public LogTable origins() {
        return switch (this) {
            case VAULT, VAULT_ORIGINS -> VAULT_ORIGINS;
            case RMS, RMS_ORIGINS -> RMS_ORIGINS;
        };
    }

    /** Returns the table's name. */
    public String tableName() {
        return tableName;
    }

    /** Returns the columns. */
    public List<Column> columns() {
        return columns;
    }

    /** Returns a reader of the rows; what it cannot read goes to {@code badLines}. */
    public LogReader reader(BadLines badLines) {
        return switch (this) {
            case VAULT, VAULT_ORIGINS -> new VaultLogReader(badLines);
            case RMS, RMS_ORIGINS -> new RmsLogReader(badLines);
        };
    }
}
