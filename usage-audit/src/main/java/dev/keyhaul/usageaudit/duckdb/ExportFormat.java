package dev.keyhaul.usageaudit.duckdb;

/**
 * What normalised rows are written as.
 *
 * @since 0.1.0
 */
public enum ExportFormat {
    /**
     * Comma-separated, with a header. A text that a spreadsheet would run as a formula gets an
     * apostrophe before it: logs have what others wrote, such as a client's name.
     */
    CSV("FORMAT csv, HEADER true") {
        @Override
        String cell(String column) {
            return "CASE WHEN regexp_matches(%1$s, '^[=+\\-@\\t\\r]') THEN concat('''', %1$s) ELSE %1$s END AS %2$s"
                    .formatted(column, column.substring(2));
        }
    },
    /** Apache Parquet, compressed by Zstandard. */
    PARQUET("FORMAT parquet, COMPRESSION zstd");

    private final String options;

    ExportFormat(String options) {
        this.options = options;
    }

    /** Returns the expression of a text column {@code e.NAME} or {@code f.NAME}. */
    String cell(String column) {
        return column;
    }

    String options() {
        return options;
    }
}
