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
class RmsLogReaderFuzzTest {
    private static final byte[] INTACT =
            "2026-01-05\t10:00:00\tr\tKeyVaultSignDigest\tu\tSuccess\tc\t-\t-\t-\t-\t-\t-\t-\t192.0.2.1\t-\t-\n"
                    .getBytes(StandardCharsets.UTF_8);

    private final BadLines badLines = new BadLines();

    @FuzzTest(maxDuration = "60s")
    void read(byte[] file) throws IOException {
        try (RmsLogReader reader = new RmsLogReader(badLines)) {
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

    private static boolean isOpened(RmsLogReader reader, byte[] file) {
        try {
            reader.open(new ByteArrayInputStream(file), 1, "log");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static long rows(RmsLogReader reader) {
        long rows = 0;
        while (reader.next() != null) {
            rows++;
        }
        return rows;
    }
}
