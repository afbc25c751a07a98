package dev.keyhaul.batch;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/**
 * A file that names many keys and where each goes: JSON Lines or CSV. The file name's ending says
 * which ({@code .jsonl}, {@code .ndjson}, {@code .csv}), or else the first character.
 *
 * <p>It is read as a stream, in bounded memory, as often as needed.
 *
 * @param file the file
 * @since 0.1.0
 */
public record BatchManifest(Path file) {
    private static final int MAX_LOOKED_AT_BYTES = 256 * 1024;

    /**
     * Starts to read it from the beginning; the caller closes the result.
     *
     * @param columns those that it may have
     * @throws FileException if it cannot be read
     */
    ManifestReader open(Set<String> columns) throws KeyTransferException {
        ManifestPlace place = new ManifestPlace(file);
        ManifestBytes bytes = ManifestBytes.open(file);
        try {
            requireNothingElse();
            skipByteOrderMark(bytes, place);
            ManifestRows rows =
                    isJson(bytes.peek())
                            ? new JsonLinesRows(bytes, place, columns)
                            : new CsvRows(bytes, place, columns);
            return new ManifestReader(this, bytes, rows);
        } catch (KeyTransferException e) {
            bytes.close();
            throw e;
        }
    }

    /** A large file is a manifest, if it is anything that is known here. */
    private void requireNothingElse() throws KeyTransferException {
        if (file.toFile().length() <= MAX_LOOKED_AT_BYTES) {
            FileKind.require(
                    file, InputFile.read(file, MAX_LOOKED_AT_BYTES), FileKind.BATCH_MANIFEST);
        }
    }

    /** Excel writes UTF-8's mark, EF BB BF; a file in UTF-16 is not read. */
    private static void skipByteOrderMark(ManifestBytes bytes, ManifestPlace place)
            throws KeyTransferException {
        int first = bytes.peek();
        boolean utf8 =
                first == 0xEF
                        && bytes.next() == 0xEF
                        && bytes.next() == 0xBB
                        && bytes.next() == 0xBF;
        if (!utf8 && (first == 0xEF || first == 0xFE || first == 0xFF)) {
            throw place.wrong(
                    1, 1, "a byte order mark of another encoding", "save the file as UTF-8");
        }
    }

    private boolean isJson(int first) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".csv")) {
            return false;
        }
        return name.endsWith(".jsonl") || name.endsWith(".ndjson") || first == '{';
    }

    /** Returns the manifest's folder, where its relative paths begin. */
    public Path folder() {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }

    /** Returns the usual place of a shard's journal: beside the manifest. */
    public Path journal(Shard shard) {
        String ofShard = shard.isWhole() ? "" : ".shard-" + shard.index() + "-of-" + shard.count();
        return file.resolveSibling(file.getFileName() + ofShard + ".journal");
    }
}
