package dev.keyhaul.usageaudit;

import dev.keyhaul.usageaudit.duckdb.DuckDbAudit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An audit of logs that a test holds as texts or files, with the defaults. */
final class AuditOfTexts {
    private static final String RMS_HEAD =
            "#Fields: date\ttime\trow-id\trequest-type\tuser-id\tresult\n";

    private AuditOfTexts() {}

    /** Audits a vault's log, and a usage log unless it is empty. */
    static AuditReport audit(Path folder, String vaultLog, String rmsLog) throws Exception {
        Path vault = Files.writeString(folder.resolve("vault.json"), vaultLog);
        Path rms = Files.writeString(folder.resolve("rms.log"), rmsLog);
        return audit(folder, List.of(vault), rmsLog.isEmpty() ? List.of() : List.of(rms));
    }

    static AuditReport audit(Path folder, List<Path> vault, List<Path> rms) throws Exception {
        try (DuckDbAudit audit = DuckDbAudit.open(new DuckDbAudit.Limits(64, 1, folder))) {
            return audit.report(AuditSettings.defaults(), vault, rms, AuditProgress.NONE, "a test");
        }
    }

    /** Returns a usage log with one request of each type at a second of its own. */
    static String requests(String... types) {
        StringBuilder log = new StringBuilder(RMS_HEAD);
        for (int i = 0; i < types.length; i++) {
            log.append(
                    "2026-01-05\t10:00:%02d\t%d\t%s\t'ann'\t'Success'\n".formatted(i, i, types[i]));
        }
        return log.toString();
    }

    /** Returns a row of a vault's log, as in the log container. */
    static String vaultRow(String time, String operation, String appId, String url, int status) {
        return """
        {"time":"%s","category":"AuditEvent","operationName":"%s","identity":{"claim":{"appid":"%s"}},\
        "properties":{"id":"%s","httpStatusCode":%d}}
        """
                .formatted(time, operation, appId, url, status);
    }

    /** Returns a row of a Managed HSM's log that lists no keys. */
    static String hsmRow(String operation, int status) {
        return """
        {"time":"2026-01-05T10:00:00Z","category":"AuditEvent","operationName":"%s",\
        "resourceId":"/SUBSCRIPTIONS/S/RESOURCEGROUPS/G/PROVIDERS/MICROSOFT.KEYVAULT/MANAGEDHSMS/CONTOSO-HSM",\
        "identity":"{\\"claim\\":{\\"appid\\":\\"admin\\"}}","httpStatusCode":%d,\
        "requestUri":"https://contoso-hsm.managedhsm.azure.net/some/path","properties":{"PoolType":"M-HSM"}}
        """
                .formatted(operation, status);
    }
}
