/**
 * Who used the tenant key: logs cross-referenced in SQL.
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

    exports dev.keyhaul.usageaudit;
    exports dev.keyhaul.usageaudit.duckdb;
    exports dev.keyhaul.usageaudit.log;
    exports dev.keyhaul.usageaudit.page;
    exports dev.keyhaul.usageaudit.sql;
}
