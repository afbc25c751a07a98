package dev.keyhaul.batch;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Reads a manifest item by item. Not thread-safe. */
final class ManifestReader implements AutoCloseable {
    /** So many items are 80 MB of hashes when duplicates are looked for. */
    static final int MAX_ITEMS = 10_000_000;

    /** An item takes one line, and the first may name the columns. */
    static final int MAX_LINES = MAX_ITEMS + 1;

    private final Path folder;
    private final ManifestBytes bytes;
    private final ManifestRows rows;
    private final ManifestPlace place;
    private long index;

    ManifestReader(BatchManifest manifest, ManifestBytes bytes, ManifestRows rows) {
        this.folder = manifest.folder();
        this.bytes = bytes;
        this.rows = rows;
        this.place = new ManifestPlace(manifest.file());
    }

    /**
     * Returns the next item; empty at the end.
     *
     * @throws MalformedInputException with line and column when the manifest is malformed there
     * @throws FileException when it cannot be read
     */
    Optional<BatchItem> next() throws KeyTransferException {
        Optional<ManifestRows.Row> row = rows.next();
        if (row.isEmpty()) {
            return Optional.empty();
        }
        int line = row.get().line();
        Map<String, String> values = row.get().values();
        for (Map.Entry<String, String> entry : values.entrySet()) {
            if (holdsControlCharacter(entry.getValue())) {
                throw place.wrong(line, entry.getKey() + " holds a control character", null);
            }
        }
        if (index == MAX_ITEMS) {
            throw place.wrong(
                    line, "more than " + MAX_ITEMS + " items", "split the manifest into several");
        }
        return Optional.of(new BatchItem(index++, line, folder, values));
    }

    private static boolean holdsControlCharacter(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isISOControl(value.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** Returns the SHA-256, in hex, of the whole file; call it once, after the last item. */
    String sha256() {
        return bytes.sha256();
    }

    @Override
    public void close() throws FileException {
        bytes.close();
    }
}
