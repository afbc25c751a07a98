package dev.keyhaul.usageaudit.duckdb;

import dev.keyhaul.usageaudit.log.LogPosition;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The normalised rows of both logs as one table, in the order of time. */
final class Export {
    private static final long ROWS_A_FILE = LogPosition.of(1, 0);

    /** What the logs say in words. */
    private static final List<String> TEXTS =
            List.of(
                    "e.operation",
                    "e.identity",
                    "e.upn",
                    "e.ip",
                    "e.result",
                    "e.vault",
                    "e.key_name",
                    "e.key_version");

    private Export() {}

    static String statement(
            ExportFormat format, Path file, List<Path> vaultFiles, List<Path> rmsFiles) {
        return """
        COPY (
            SELECT e.log, make_timestamp(e.at_ms * 1000) AS at, e.at_ms, %s,
                   CASE WHEN high = 0 AND low = 0 THEN '' ELSE
                       format('{:08x}-{:04x}-{:04x}-{:04x}-{:04x}{:08x}',
                           (high >> 32) & 4294967295, (high >> 16) & 65535, high & 65535,
                           (low >> 48) & 65535, (low >> 32) & 65535, low & 4294967295) END AS correlation_id,
                   %s, e.position %% %d AS row
            FROM (
                SELECT 'vault' AS log, v.position, v.at_ms, o.operation,
                       CASE WHEN o.app_id <> '' THEN o.app_id ELSE o.object_id END AS identity, o.upn,
                       o.caller_ip AS ip, CAST(o.status AS VARCHAR) AS result, o.vault, o.key_name, o.key_version,
                       v.correlation_high AS high, v.correlation_low AS low
                FROM vault_events v
                JOIN (SELECT DISTINCT * FROM vault_origins) AS o ON o.origin = v.origin
                UNION ALL
                SELECT 'rms', r.position, r.at_ms, o.request_type, o.user_id, '', o.client_ip, o.result, '', '', '',
                       r.correlation_high, r.correlation_low
                FROM rms_events r
                JOIN (SELECT DISTINCT * FROM rms_origins) AS o ON o.origin = r.origin
            ) AS e
            JOIN (VALUES %s) AS f(log, number, file) ON f.log = e.log AND f.number = e.position // %d
            ORDER BY e.at_ms, e.log, e.position
        ) TO %s (%s, USE_TMP_FILE false, OVERWRITE_OR_IGNORE true)\
        """
                .formatted(
                        TEXTS.stream().map(format::cell).collect(Collectors.joining(", ")),
                        format.cell("f.file"),
                        ROWS_A_FILE,
                        names(vaultFiles, rmsFiles),
                        ROWS_A_FILE,
                        quoted(file.toAbsolutePath().toString()),
                        format.options());
    }

    private static String names(List<Path> vaultFiles, List<Path> rmsFiles) {
        String vault = rows("vault", vaultFiles);
        String rms = rows("rms", rmsFiles);
        return vault.isEmpty() || rms.isEmpty() ? vault + rms : vault + ", " + rms;
    }

    private static String rows(String log, List<Path> files) {
        return IntStream.range(0, files.size())
                .mapToObj(i -> "('%s', %d, %s)".formatted(log, i, quoted(files.get(i).toString())))
                .collect(Collectors.joining(", "));
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
