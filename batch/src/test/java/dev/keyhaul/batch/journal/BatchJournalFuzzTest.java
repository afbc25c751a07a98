package dev.keyhaul.batch.journal;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.keyhaul.batch.manifest.Shard;
import dev.keyhaul.core.KeyTransferException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Assertions;

/** Whatever stands behind a journal's header, it is resumed or refused. */
class BatchJournalFuzzTest {
    private static final String MANIFEST = "ab".repeat(32);
    private static final String HEADER =
            "{\"schema_version\":\"1.0.0\",\"journal\":\"0123456789abcdef\",\"manifest_sha256\":\""
                    + "ab".repeat(32)
                    + "\",\"shard\":\"0/1\"}\n";

    @FuzzTest(maxDuration = "60s")
    void resume(byte[] entries) throws IOException {
        Path file = Files.createTempFile("fuzz", ".journal");
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(HEADER.getBytes(StandardCharsets.UTF_8));
            out.write(entries);
        }
        try (BatchJournal journal =
                BatchJournal.open(file, MANIFEST, Shard.WHOLE, true, Set.of())) {
            Assertions.assertTrue(journal.doneBefore() <= entries.length);
        } catch (KeyTransferException e) {
            Assertions.assertNotNull(e.getMessage());
        } finally {
            Files.delete(file);
        }
    }
}
