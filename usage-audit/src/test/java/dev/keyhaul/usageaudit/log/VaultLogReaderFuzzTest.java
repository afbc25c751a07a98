package dev.keyhaul.usageaudit.log;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Assertions;

/**
 * Any bytes, plain or gzipped, are rows and bad lines, no more of them than the file can hold; and
 * the next file, which is intact, is read as ever.
 */
class VaultLogReaderFuzzTest {
    private static final byte[] INTACT =
            """
            {"time":"2026-01-05T10:00:00Z","category":"AuditEvent","operationName":"KeySign",\
            "properties":{"id":"https://v.vault.azure.net/keys/k","httpStatusCode":200}}
            """
                    .getBytes(StandardCharsets.UTF_8);

    private final BadLines badLines = new BadLines();

    @FuzzTest(maxDuration = "60s")
    void read(byte[] file) throws IOException {
        try (VaultLogReader reader = new VaultLogReader(badLines)) {
            long before = badLines.count();
            long rows = isOpened(reader, file) ? rows(reader) : 0;
            long most = file.length * GzipBounds.MAX_RATIO + GzipBounds.FREE_BYTES;
            Assertions.assertTrue(rows + badLines.count() - before <= most);

            long bad = badLines.count();
            Assertions.assertTrue(isOpened(reader, INTACT));
            Assertions.assertEquals(1, rows(reader));
            Assertions.assertEquals(bad, badLines.count());
        }
    }

    private static boolean isOpened(VaultLogReader reader, byte[] file) {
        try {
            reader.open(new ByteArrayInputStream(file), 1, "log");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static long rows(VaultLogReader reader) {
        long rows = 0;
        while (reader.next() != null) {
            rows++;
        }
        return rows;
    }
}
