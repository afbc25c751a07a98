package dev.keyhaul.usageaudit.log;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Bytes for a log of a vault. */
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
            new FuzzedLog(reader::open, reader::next, badLines).read(file, INTACT);
        }
    }
}
