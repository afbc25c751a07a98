package dev.keyhaul.batch.rows;

import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.batch.manifest.BatchManifest;
import dev.keyhaul.core.KeyTransferException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Assertions;

/** What holds of a manifest in either form, whatever its bytes are. */
final class FuzzedManifest {
    private FuzzedManifest() {}

    /** A form of manifests. */
    interface Form {
        ManifestReader reader(BatchManifest manifest, InputStream in, Set<String> columns);
    }

    /** Any bytes are rows of known columns on rising lines, or end in a checked error. */
    static void read(byte[] file, Form form) {
        try (ManifestReader reader =
                form.reader(
                        new BatchManifest(Path.of("m")),
                        new ByteArrayInputStream(file),
                        Set.of("source", "kek", "output"))) {
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
