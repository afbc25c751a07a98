package dev.keyhaul.usageaudit.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both tables of Log Analytics, as JSON and as CSV, give the rows of the log container. */
class LogAnalyticsTest {
    private static final String URL =
            "https://contoso-kv.vault.azure.net/keys/tenant/0123456789abcdef0123456789abcdef";
    private static final String OID_COLUMN =
            "identity_claim_http_schemas_microsoft_com_identity_claims_objectidentifier_g";
    private static final String BLOB =
            """
            {"time":"2026-01-05T10:00:00.123Z","category":"AuditEvent","operationName":"KeySign",\
            "resultType":"Success","correlationId":"9f6b1d2e-0a1b-4c2d-8e3f-4a5b6c7d8e9f",\
            "callerIpAddress":"192.0.2.7","durationMs":"17","identity":{"claim":{"appid":"aaaa","oid":"bbbb",\
            "upn":"ann@contoso.com"}},"properties":{"id":"URL","requestUri":"URL/sign?api-version=7.4",\
            "httpStatusCode":200},"resourceId":"/S/VAULTS/CONTOSO-KV"}"""
                    .replace("URL", URL);
    private static final String DIAGNOSTICS =
            """
            {"TimeGenerated":"2026-01-05T10:00:00.123Z","Category":"AuditEvent","OperationName":"KeySign",\
            "ResultType":"Success","CorrelationId":"9f6b1d2e-0a1b-4c2d-8e3f-4a5b6c7d8e9f",\
            "CallerIPAddress":"192.0.2.7","DurationMs":17,"identity_claim_appid_g":"aaaa",\
            "identity_claim_oid_g":"","OID":"bbbb","identity_claim_upn_s":"ann@contoso.com","id_s":"URL",\
            "requestUri_s":"URL/sign?api-version=7.4","httpStatusCode_d":200.0,\
            "ResourceId":"/S/VAULTS/CONTOSO-KV","Type":"AzureDiagnostics"}"""
                    .replace("URL", URL)
                    .replace("OID", OID_COLUMN);
    private static final String KEY_VAULT_TABLE =
            """
            {"TimeGenerated":"2026-01-05T10:00:00.123Z","OperationName":"KeySign","ResultType":"Success",\
            "CorrelationId":"9f6b1d2e-0a1b-4c2d-8e3f-4a5b6c7d8e9f","CallerIpAddress":"192.0.2.7",\
            "DurationMs":17,"Identity":"{\\"claim\\":{\\"appid\\":\\"aaaa\\",\\"oid\\":\\"bbbb\\",\
            \\"upn\\":\\"ann@contoso.com\\"}}","RequestUri":\
            "https://contoso-kv.vault.azure.net:8443/keys/tenant/0123456789abcdef0123456789abcdef/sign",\
            "HttpStatusCode":200,"_ResourceId":"/s/vaults/contoso-kv","Type":"AZKVAuditLogs"}""";

    /** A table of 500 columns has no column for these. */
    private static final String MORE_COLUMNS =
            """
            {"TimeGenerated":"2026-01-05T10:00:00.123Z","Category":"AuditEvent","OperationName":"KeySign",\
            "ResultType":"Success","CorrelationId":"9f6b1d2e-0a1b-4c2d-8e3f-4a5b6c7d8e9f",\
            "CallerIPAddress":"192.0.2.7","DurationMs":17,"id_s":"","ResourceId":"/S/VAULTS/CONTOSO-KV",\
            "AdditionalFields":{"identity_s":{"claim":{"appid":"aaaa","oid":"bbbb","upn":"ann@contoso.com"}},\
            "id_s":"URL","requestUri_s":"URL/sign?api-version=7.4","httpStatusCode_d":200.0}}"""
                    .replace("URL", URL);

    private static final String CSV_HEAD =
            "TenantId,\"TimeGenerated [UTC]\",OperationName,Category,CorrelationId,CallerIPAddress,DurationMs,"
                    + "ResultDescription,identity_claim_appid_g,identity_claim_oid_g,"
                    + OID_COLUMN
                    + ",identity_claim_upn_s,id_s,httpStatusCode_d\n";
    private static final String CSV_ROW =
            "t,\"1/5/2026, 10:00:00.123 AM\",KeySign,AuditEvent,9f6b1d2e-0a1b-4c2d-8e3f-4a5b6c7d8e9f,"
                    + "192.0.2.7,17,\"two\nlines, and \"\"quotes\"\"\",aaaa,,bbbb,ann@contoso.com,"
                    + URL
                    + ",200\n";
    private static final String POWERSHELL =
            "#TYPE System.Management.Automation.PSCustomObject\r\n"
                    + "\"TimeGenerated\",\"OperationName\",\"CorrelationId\",\"CallerIpAddress\",\"DurationMs\","
                    + "\"Identity\",\"Id\",\"HttpStatusCode\",\"Type\"\r\n"
                    + "\"2026-01-05T10:00:00.123Z\",\"KeySign\",\"9f6b1d2e-0a1b-4c2d-8e3f-4a5b6c7d8e9f\","
                    + "\"192.0.2.7\",\"17\",\"{\"\"claim\"\":{\"\"appid\"\":\"\"aaaa\"\",\"\"oid\"\":\"\"bbbb\"\","
                    + "\"\"upn\"\":\"\"ann@contoso.com\"\"}}\",\""
                    + URL
                    + "\",\"200\",\"AZKVAuditLogs\"\r\n";

    private final BadLines bad = new BadLines();

    @Test
    void everyForm_givesTheSameRow() throws Exception {
        VaultEvent blob = read(BLOB).get(0);
        assertThat(blob.origin().objectId()).isEqualTo("bbbb");
        for (String form :
                List.of(
                        DIAGNOSTICS,
                        "[" + DIAGNOSTICS + "]",
                        MORE_COLUMNS,
                        moreColumnsAsText(),
                        KEY_VAULT_TABLE,
                        KEY_VAULT_TABLE.replace("\"{", "{").replace("}\"", "}").replace("\\", ""),
                        CSV_HEAD + CSV_ROW,
                        "\uFEFF"
                                + CSV_HEAD.replace("\n", "\r\n")
                                + CSV_ROW.replace(",200\n", ",200\r\n"),
                        CSV_HEAD + CSV_ROW.stripTrailing(),
                        POWERSHELL)) {
            List<VaultEvent> rows = read(form);
            assertThat(bad.located()).as(form).isEmpty();
            assertThat(rows).as(form).hasSize(1);
            assertThat(rows.get(0).ticks()).as(form).isEqualTo(blob.ticks());
            assertThat(rows.get(0).origin()).as(form).isEqualTo(blob.origin());
            assertThat(rows.get(0).correlationId()).isEqualTo(blob.correlationId());
            assertThat(rows.get(0).durationMs()).isEqualTo(17);
        }
    }

    private static String moreColumnsAsText() {
        int from = MORE_COLUMNS.indexOf("{\"identity_s");
        int to = MORE_COLUMNS.length() - 1;
        return MORE_COLUMNS.substring(0, from)
                + "\""
                + MORE_COLUMNS.substring(from, to).replace("\"", "\\\"")
                + "\"}";
    }

    @Test
    void otherCategories_areNoRows() throws Exception {
        assertThat(read(CSV_HEAD + CSV_ROW.replace("AuditEvent", "AzureFirewallNetworkRule")))
                .isEmpty();
        assertThat(read(DIAGNOSTICS.replace("AuditEvent", "AzureFirewallNetworkRule"))).isEmpty();
        assertThat(bad.located()).isEmpty();
    }

    @Test
    void badRows_areLocated_andCostThemselvesAlone() throws Exception {
        String oneLine = CSV_ROW.replace("two\n", "two ");
        List<VaultEvent> rows =
                read(
                        CSV_HEAD
                                + oneLine
                                + "t,too,few\n"
                                + oneLine.replace("AM\"", "Uhr\"")
                                + oneLine.replace("KeySign", "")
                                + oneLine
                                + "t,\"never closed\n"
                                + oneLine.replace("\"", ""));
        assertThat(rows).extracting(row -> LogPosition.row(row.position())).containsExactly(2L, 6L);
        assertThat(bad.located())
                .extracting(line -> line.line() + " " + line.reason())
                .containsExactly(
                        "3 3 columns instead of 14",
                        "4 invalid timestamp",
                        "5 an object without operationName",
                        "7 ends in the middle of a record",
                        "8 16 columns instead of 14");
    }

    @Test
    void localTime_isNotRead() throws Exception {
        assertThat(read(CSV_HEAD.replace("[UTC]", "[Local Time]") + CSV_ROW)).isEmpty();
        assertThat(bad.located())
                .extracting(BadLine::reason)
                .containsExactly("TimeGenerated is not in UTC; the rest of the file is not read");
    }

    @ParameterizedTest
    @ValueSource(strings = {";", "\t"})
    void otherSeparators_areToldOnce(String separator) throws Exception {
        assertThat(read((CSV_HEAD + CSV_ROW).replace(",", separator))).isEmpty();
        assertThat(bad.located())
                .extracting(BadLine::reason)
                .containsExactly(
                        "its columns must be separated by commas; the rest of the file is not read");
    }

    @Test
    void rowsAcrossTheEndsOfChunks_areRead() throws Exception {
        int rows = 3 * LogWindow.CHUNK_BYTES / CSV_ROW.length();
        assertThat(read(CSV_HEAD + CSV_ROW.repeat(rows))).hasSize(rows);
        assertThat(bad.located()).isEmpty();
        String tooLong = CSV_ROW.replace("two", "x".repeat(2 * LogWindow.MAX_RECORD_BYTES));
        assertThat(read(CSV_HEAD + tooLong.replace("\nlines", " lines") + CSV_ROW)).hasSize(1);
        assertThat(bad.located())
                .extracting(line -> line.line() + " " + line.reason())
                .containsExactly("2 longer than 1048576 bytes");
    }

    @Test
    void truncatedAtEachByte_neverFails() throws Exception {
        byte[] file = (CSV_HEAD + CSV_ROW).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < file.length; i++) {
            assertThat(read(Arrays.copyOf(file, i)).size()).isLessThanOrEqualTo(1);
        }
    }

    private List<VaultEvent> read(String file) throws Exception {
        return read(file.getBytes(StandardCharsets.UTF_8));
    }

    private List<VaultEvent> read(byte[] file) throws Exception {
        List<VaultEvent> rows = new ArrayList<>();
        try (VaultLogReader reader = new VaultLogReader(bad)) {
            reader.open(new ByteArrayInputStream(file), 0, "log");
            for (VaultEvent row = reader.next(); row != null; row = reader.next()) {
                rows.add(row);
            }
        }
        return rows;
    }
}
