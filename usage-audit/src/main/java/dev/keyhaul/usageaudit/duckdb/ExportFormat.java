package dev.keyhaul.usageaudit.duckdb;

/** What normalised rows are written as. */
public enum ExportFormat {
    /** Comma-separated, with a header. */
    CSV("FORMAT csv, HEADER true"),
    /** Apache Parquet, compressed by Zstandard. */
    PARQUET("FORMAT parquet, COMPRESSION zstd");

    private final String options;

    ExportFormat(String options) {
        this.options = options;
    }

    String options() {
        return options;
    }
}
