package dev.keyhaul.usageaudit.log;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Bytes for a log of Rights Management. */
class RmsLogReaderFuzzTest {
    private static final byte[] INTACT =
            "2026-01-05\t10:00:00\tr\tKeyVaultSignDigest\tu\tSuccess\tc\t-\t-\t-\t-\t-\t-\t-\t192.0.2.1\t-\t-\n"
                    .getBytes(StandardCharsets.UTF_8);

    private final BadLines badLines = new BadLines();

    @FuzzTest(maxDuration = "60s")
    void read(byte[] file) throws IOException {
        try (RmsLogReader reader = new RmsLogReader(badLines)) {
            new FuzzedLog(reader::open, reader::next, badLines).read(file, INTACT);
        }
    }
}
