package dev.keyhaul.core.batch;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.keyhaul.core.KeyTransferException;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;

/** Any bytes are rows of known columns on rising lines, or end in a checked error. */
class CsvRowsFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void read(byte[] file) {
        ManifestPlace place = new ManifestPlace(Path.of("m"));
        ManifestBytes bytes = ManifestBytes.of(place.file(), new ByteArrayInputStream(file));
        try (ManifestReader reader = new ManifestReader(bytes, new CsvRows(bytes, place), place)) {
            int line = 0;
            for (Optional<BatchItem> item = reader.next(); item.isPresent(); item = reader.next()) {
                Assertions.assertTrue(item.get().line() > line);
                line = item.get().line();
            }
            Assertions.assertTrue(line <= file.length);
        } catch (KeyTransferException e) {
            Assertions.assertNotNull(e.getMessage());
        }
    }
}
