package dev.keyhaul.batch;

import dev.keyhaul.core.KeyTransferException;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Assertions;

/** What holds of a manifest in either form, whatever its bytes are. */
final class FuzzedManifest {
    private FuzzedManifest() {}

    /** Any bytes are rows of known columns on rising lines, or end in a checked error. */
    static void read(byte[] file, BiFunction<ManifestBytes, ManifestPlace, ManifestRows> form) {
        ManifestPlace place = new ManifestPlace(Path.of("m"));
        ManifestBytes bytes = ManifestBytes.of(place.file(), new ByteArrayInputStream(file));
        try (ManifestReader reader = new ManifestReader(bytes, form.apply(bytes, place), place)) {
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
