package dev.keyhaul.cli.doubled;

import static dev.keyhaul.cli.doubled.Doubled.requireLinear;
import static dev.keyhaul.cli.doubled.Doubled.text;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keyhaul.usageaudit.log.BadLines;
import dev.keyhaul.usageaudit.log.RmsLogReader;
import dev.keyhaul.usageaudit.log.VaultLogReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The two logs of a usage audit. */
@Tag("long")
class LogsDoubledTest {
    private static final String ROW =
            "{\"time\":\"2026-01-05T12:00:00Z\",\"category\":\"AuditEvent\",\"operationName\":"
                    + "\"KeyGet\",\"properties\":{\"id\":\"https://v.vault.azure.net/keys/k\"}";

    /** Longer than what is read at once, and twice as long still shorter than the bound. */
    private static final int LONG_ROW_BYTES = 280_000;

    @Test
    void vaultLog() throws Exception {
        requireLinear(1000, text((ROW + "}\n")::repeat), LogsDoubledTest::readVault);
        requireLinear(
                2000,
                text(parts -> "{\"records\":[" + (ROW + "},").repeat(parts) + ROW + "}]}"),
                LogsDoubledTest::readVault);
    }

    @Test
    void tableOfLogAnalytics() throws Exception {
        String head = "TimeGenerated,OperationName,Id\n";
        String row = "2026-01-05T12:00:00Z,KeyGet,https://v.vault.azure.net/keys/k\n";
        for (String part :
                List.of(
                        row,
                        "\"\n",
                        "\"\"\"\n",
                        ",\n",
                        "\n",
                        "\"a\"\n",
                        "\"",
                        ",",
                        "a\"",
                        "\"\"\n\"\n")) {
            requireLinear(
                    LONG_ROW_BYTES / part.length(),
                    text(parts -> head + part.repeat(parts)),
                    LogsDoubledTest::readVault);
        }
    }

    @Test
    void longRows() throws Exception {
        for (String part : List.of("\\u0041", "a", "{\\\"claim\\\":", "https://a/", "\\\\", "?")) {
            int count = LONG_ROW_BYTES / part.length();
            requireLinear(
                    count,
                    text(parts -> ROW + ",\"identity\":\"" + part.repeat(parts) + "\"}\n"),
                    LogsDoubledTest::readVault);
            requireLinear(
                    count,
                    text(
                            parts ->
                                    ROW
                                            + ",\"requestUri\":\"https://"
                                            + part.repeat(parts)
                                            + "\"}\n"),
                    LogsDoubledTest::readVault);
        }
        requireLinear(
                LONG_ROW_BYTES / 2,
                text(parts -> ROW + ",\"x\":[" + "1,".repeat(parts) + "1]}\n"),
                LogsDoubledTest::readVault);
    }

    @Test
    void damagedRows() throws Exception {
        for (String part : List.of("{\n", "[\n", "]\n", "\"a\n", "x\n", "{\"a\":1},\n", "{},")) {
            int count = LONG_ROW_BYTES / part.length();
            requireLinear(count, text(part::repeat), LogsDoubledTest::readVault);
            requireLinear(
                    count,
                    text(parts -> "{\"a\":[\n" + part.repeat(parts) + "?"),
                    LogsDoubledTest::readVault);
        }
    }

    /** Each member of a gzip file comes alone: a row is not begun again for each. */
    @Test
    void rowInManyMembersOfGzip() throws Exception {
        requireLinear(
                2500,
                parts ->
                        members(
                                (ROW + ",\"x\":\"" + "a".repeat(100 * parts) + "\"}\n")
                                        .getBytes(UTF_8),
                                100),
                LogsDoubledTest::readVault);
        requireLinear(
                2500,
                parts -> members("a\tb".repeat(10 * parts).getBytes(UTF_8), 10),
                LogsDoubledTest::readRms);
    }

    private static byte[] members(byte[] text, int length) throws Exception {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        for (int at = 0; at < text.length; at += length) {
            try (GZIPOutputStream member = new GZIPOutputStream(file)) {
                member.write(text, at, Math.min(length, text.length - at));
            }
        }
        return file.toByteArray();
    }

    private static void readVault(byte[] file) throws Exception {
        try (VaultLogReader reader = new VaultLogReader(new BadLines())) {
            reader.open(new ByteArrayInputStream(file), 1, "PT1H.json");
            while (reader.next() != null) {
                // Each row is read, and none is kept.
            }
        }
    }

    @Test
    void rmsLog() throws Exception {
        String row = "2026-01-05\t12:00:00\t1\tAcquireLicense" + "\t-".repeat(13) + "\n";
        for (String part :
                new String[] {
                    row, "#Fields: a b\n", "#Fields:\n", "\t\n", "\n", "a", "\t", "''", "#"
                }) {
            requireLinear(10_000, text(part::repeat), LogsDoubledTest::readRms);
            requireLinear(
                    8_000,
                    text(parts -> "#Fields: " + part.repeat(parts)),
                    LogsDoubledTest::readRms);
        }
    }

    private static void readRms(byte[] file) throws Exception {
        try (RmsLogReader reader = new RmsLogReader(new BadLines())) {
            reader.open(new ByteArrayInputStream(file), 1, "rms.log");
            while (reader.next() != null) {
                // Each row is read, and none is kept.
            }
        }
    }
}
