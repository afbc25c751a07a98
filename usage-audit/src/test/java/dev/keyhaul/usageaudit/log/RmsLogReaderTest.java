package dev.keyhaul.usageaudit.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RmsLogReaderTest {
    private static final String ROW =
            "2026-01-05\t10:00:00\t1c3fe7a9-d9e0-4654-97b7-14fafa72ea63\tKeyVaultSignDigest"
                    + "\t'svc@contoso.com'\t'Success'\tcab52088-8925-4371-be34-4b71a3112356\t-\t-\t-\t-"
                    + "\t-\t-\t-\t192.0.2.9\t-\t-";

    private final BadLines badLines = new BadLines();

    @Test
    void rows_haveTheirQuotesOff_andColumnsAsFieldsSay() throws Exception {
        String other =
                "#Fields: time\tdate\trequest-type\n10:00:00\t2026-01-05\tKeyVaultDecryptRequest\n";

        List<RmsEvent> rows = read("#Software: RMS\n#Version: 1.1\n" + ROW + "\r\n\n" + other);

        assertThat(rows).hasSize(2);
        assertThat(rows.get(0).atMs()).isEqualTo(1_767_607_200_000L).isEqualTo(rows.get(1).atMs());
        assertThat(rows.get(0).origin().userId()).isEqualTo("svc@contoso.com");
        assertThat(rows.get(0).origin().result()).isEqualTo("Success");
        assertThat(rows.get(0).origin().clientIp()).isEqualTo("192.0.2.9");
        assertThat(rows.get(1).origin().requestType()).isEqualTo("KeyVaultDecryptRequest");
        assertThat(rows.get(1).rowId()).isEqualTo(new UUID(0, 0));
        assertThat(badLines.count()).isZero();
    }

    @Test
    void badLines_areLocated() throws Exception {
        List<RmsEvent> rows =
                read(
                        ROW
                                + "\nhello\n"
                                + ROW.replace("2026-01-05", "2026-02-30")
                                + "\n"
                                + "x".repeat(300_000)
                                + "\n"
                                + ROW.replace("KeyVaultSignDigest", "-")
                                + "\n"
                                + ROW);

        assertThat(rows).hasSize(2);
        assertThat(badLines.located())
                .extracting(bad -> bad.line() + " " + bad.reason())
                .containsExactly(
                        "2 its columns are not separated by tabs",
                        "3 invalid date or time",
                        "4 longer than 65536 bytes",
                        "5 no request-type");
    }

    /** As Windows PowerShell writes with {@code >}: each of its lines was a bad line. */
    @Test
    void utf16_isToldOnce() throws Exception {
        for (Charset utf16 : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            assertThat(read(("\uFEFF" + ROW + "\n" + ROW).getBytes(utf16))).isEmpty();
        }
        assertThat(badLines.located())
                .extracting(BadLine::reason)
                .hasSize(2)
                .containsOnly(FileLog.UTF_16);
        assertThat(read("\uFEFF" + ROW)).hasSize(1);
    }

    private List<RmsEvent> read(String file) throws Exception {
        return read(file.getBytes(StandardCharsets.UTF_8));
    }

    private List<RmsEvent> read(byte[] file) throws Exception {
        List<RmsEvent> rows = new ArrayList<>();
        try (RmsLogReader reader = new RmsLogReader(badLines)) {
            reader.open(new ByteArrayInputStream(file), 0, "log");
            for (RmsEvent row = reader.next(); row != null; row = reader.next()) {
                rows.add(row);
            }
        }
        return rows;
    }
}
