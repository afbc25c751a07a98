package dev.keyhaul.batch.manifest;

import dev.keyhaul.core.argument.Arguments;
import java.nio.file.Path;

/**
 * A file that names many keys and where each goes: JSON Lines or CSV. The file name's ending says
 * which ({@code .jsonl}, {@code .ndjson}, {@code .csv}), or else the first character.
 *
 * <pre>{@code
 * BatchManifest manifest = new BatchManifest(Path.of("keys.csv"));
 * Path journal = manifest.journal(Shard.WHOLE); // beside it
 * }</pre>
 *
 * <p>It is read as a stream, in bounded memory, as often as needed.
 *
 * @param file the file
 * @since 0.1.0
 */
public record BatchManifest(Path file) {
    /**
     * Refuses null.
     *
     * @param file the file
     */
    public BatchManifest {
        Arguments.notNull("file", file);
    }

    /** {@return the manifest's folder, where its relative paths begin} */
    public Path folder() {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }

    /**
     * {@return the usual place of a shard's journal: beside the manifest}
     *
     * @param shard the part of the batch
     */
    public Path journal(Shard shard) {
        String ofShard = shard.isWhole() ? "" : ".shard-" + shard.index() + "-of-" + shard.count();
        return file.resolveSibling(file.getFileName() + ofShard + ".journal");
    }
}
