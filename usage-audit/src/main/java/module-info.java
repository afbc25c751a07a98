/**
 * Who used the tenant key: logs cross-referenced in SQL. The command {@code audit} is the way to
 * use it: nothing is exported.
 *
 * <p>Maven artifact: {@code dev.keyhaul:keyhaul-usage-audit}.
 */
module dev.keyhaul.usageaudit {
    requires transitive org.jspecify;
    requires transitive dev.keyhaul.core;
    requires dev.keyhaul.ceremony;
    requires com.fasterxml.jackson.core;
    requires duckdb.jdbc;
    requires java.sql;
}
